import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  const streams = [child.stdout, child.stderr].map((stream) => (stream === null ? Promise.resolve('') : text(stream)));
  const ended = once(child, 'exit').then(async ([code]) => {
    const [stdout = '', stderr = ''] = await Promise.all(streams);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return { code: code as number | null, lines: lines.map((line) => JSON.parse(line) as LogLine), stderr };
  });
  const ready = once(child, 'message').then(([message]) => message as Awaited<ChildService['ready']>);
  return { process: child, ready, ended };
}
