import { spawn, type SpawnOptions } from 'node:child_process';

export interface CommandResult {
  readonly status: number | null;
  readonly output: string;
}

/** Runs to its end without a shell. `status` is `null` if it could not be started at all. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<CommandResult> {
  const [, , , ...inherited] = Array.isArray(options.stdio) ? options.stdio : [];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: process.env,
      ...options,
      stdio: ['ignore', 'pipe', 'pipe', ...inherited],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-100_000);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => resolve({ status: null, output: error.message }));
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}
