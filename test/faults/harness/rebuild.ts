import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export interface RebuildOptions {
  readonly checkout: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Kills it. */
  readonly signal: AbortSignal;
}

/** `disclosure rebuild`, past the proxies; `exit code 0`: another generation is served. */
export async function runRebuild({ checkout, env, logFile, signal }: RebuildOptions): Promise<string> {
  const log = openSync(logFile, 'a');
  const child = spawn(
    process.execPath,
    [join(checkout, 'dist', 'apps', 'cli', 'src', 'main.js'), 'rebuild', '--yes', '--json'],
    { cwd: checkout, env, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const [code, ended] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  signal.removeEventListener('abort', kill);
  return ended ?? `exit code ${code}`;
}
