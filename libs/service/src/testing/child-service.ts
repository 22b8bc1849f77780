import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import type { LogLine } from './captured-log.js';

const sources = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly lines: readonly LogLine[];
  readonly stderr: string;
}

export interface ChildService {
  readonly process: ChildProcess;
  readonly ready: Promise<{ readonly ready: true; readonly port: number; readonly url: string }>;
  /** The first line is the one that says so. */
  readonly listening: Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface CompiledService {
  readonly start: (env: Readonly<Record<string, string>>) => ChildService;
  readonly remove: () => Promise<void>;
}

/** Node cannot run decorators, and signals and exit codes need a process: this library, compiled as it stands. */
export async function compiledService(): Promise<CompiledService> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, '.cache', 'service-'));
  for await (const file of glob('**/*.ts', { cwd: sources })) {
    if (file.endsWith('.spec.ts')) continue;
    const { code } = await transformFile(join(sources, file), {
      module: { type: 'es6' },
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
      },
    });
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, code);
  }
  return {
    start: (env) => start(join(folder, 'testing', 'child-main.js'), env),
    remove: () => rm(folder, { recursive: true }),
  };
}

function start(main: string, env: Readonly<Record<string, string>>): ChildService {
  const child = fork(main, { env: { PATH: process.env['PATH'], ...env }, execArgv: [], silent: true });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('silent gives both');
  const lines: LogLine[] = [];
  const reader = createInterface(stdout);
  const listening = new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(JSON.parse(line) as LogLine);
      resolve();
    });
  });
  // Not the child's own `close`: after a disconnect it never comes.
  const read = Promise.all([text(stderr), once(reader, 'close')]);
  const ended = once(child, 'exit').then(async ([code]) => {
    const [errors] = await read;
    return { code: code as number | null, lines, stderr: errors };
  });
  const ready = once(child, 'message').then(([message]) => message as Awaited<ChildService['ready']>);
  return { process: child, listening, ready, ended };
}
