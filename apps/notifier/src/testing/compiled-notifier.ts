import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, glob, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const LIBS = ['access', 'contracts', 'domain', 'kafka', 'persistence', 'service'];

export interface ChildNotifier {
  readonly process: ChildProcess;
  readonly url: Promise<string>;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

export interface CompiledNotifier {
  readonly start: (env: Readonly<Record<string, string>>) => ChildNotifier;
  readonly remove: () => Promise<void>;
}

/** Node cannot run decorators, and only a process can be killed: the notifier and its libraries, compiled as they stand. */
export async function compiledNotifier(): Promise<CompiledNotifier> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, '.cache', 'notifier-'));
  const imports = Object.fromEntries(LIBS.map((lib) => [`#${lib}`, `./libs/${lib}/src/index.js`]));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports }));
  for (const source of ['apps/notifier/src', ...LIBS.map((lib) => `libs/${lib}/src`)]) {
    for await (const file of glob('**/*.{ts,json}', { cwd: join(root, source) }))
      await compile(join(source, file), folder);
  }
  return {
    start: (env) => start(join(folder, 'apps/notifier/src/main.js'), env),
    remove: () => rm(folder, { recursive: true }),
  };
}

async function compile(file: string, folder: string): Promise<void> {
  if (/\.spec\.ts$|[\\/]testing[\\/]/.test(file)) return;
  const target = join(folder, file.replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  if (file.endsWith('.json')) {
    await cp(join(root, file), target);
    return;
  }
  const { code } = await transformFile(join(root, file), {
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
      experimental: { keepImportAssertions: true },
    },
  });
  await writeFile(target, code);
}

function start(main: string, env: Readonly<Record<string, string>>): ChildNotifier {
  const child = fork(main, { env: { PATH: process.env['PATH'], ...env }, execArgv: [], silent: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const said = once(child, 'message').then(([message]) => (message as { url: string }).url);
  const gone = ended.then((code): never => {
    throw new Error(`the notifier ended with ${code} before it listened: ${output}`);
  });
  const url = Promise.race([said, gone]);
  url.catch(() => undefined);
  gone.catch(() => undefined);
  return { process: child, url, ended, output: () => output };
}
