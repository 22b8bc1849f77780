import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { transform } from '@swc/core';
import { mutatedSources, type Edit } from './mutant.js';

export interface Build {
  /** Holds `apps` and `libs`. */
  readonly folder: string;
  remove(): Promise<void>;
}

const parts = ['apps/ingest', 'apps/projector', 'apps/notifier', 'apps/query', 'apps/cli', 'libs'];

/** What `dist` holds, with these mistakes compiled into it, in a folder of its own. */
export async function mutatedBuild(edits: readonly Edit[]): Promise<Build> {
  const sources = mutatedSources(edits);
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-mutant-'));
  await Promise.all(parts.map((part) => cp(join('dist', part), join(folder, part), { recursive: true })));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports: imports() }));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  for (const [file, source] of sources)
    await writeFile(join(folder, file.replace(/\.ts$/, '.js')), await compiled(source));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

function imports(): Record<string, string> {
  const { imports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    imports: Record<string, { default: string }>;
  };
  return Object.fromEntries(
    Object.entries(imports).map(([name, { default: path }]) => [name, path.replace('./dist/', './')]),
  );
}

async function compiled(source: string): Promise<string> {
  const { code } = await transform(source, {
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  });
  return code;
}
