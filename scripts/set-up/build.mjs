import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { checkout, within } from './checkout.mjs';
import { say, step } from './run.mjs';

const stamp = within('dist', '.corrigenda-built');

/** Compiles into `dist` if any source is newer than the last time. */
export async function ensureBuilt(node) {
  const files = await sources();
  const now = JSON.stringify(files);
  const before = await readFile(stamp, 'utf8').catch(() => null);
  if (before === now) return;
  say('building …');
  if (before === null || Object.keys(JSON.parse(before)).some((path) => !(path in files))) {
    // What was made from a source that is gone would stay.
    await rm(within('dist'), { recursive: true, force: true });
  }
  await rm(stamp, { force: true });
  await step(
    'Compiling',
    node.command,
    [within('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    { env: node.env },
  );
  for (const path of Object.keys(files).filter(isAsset)) {
    const target = within('dist', path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(within(path), target);
  }
  await writeFile(stamp, now);
}

const isAsset = (path) => /^(apps|libs)\//.test(path) && !/\.[mc]?ts$/.test(path);

async function sources() {
  const found = {};
  for (const path of ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'])
    await note(found, path);
  for (const folder of ['apps', 'libs', 'test/bench', 'test/faults', 'test/oracle']) await walk(found, folder);
  return found;
}

async function walk(found, folder) {
  for (const entry of await readdir(within(folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(found, path);
    else if (entry.isFile() && !/\.spec\.ts$/.test(path)) await note(found, path);
  }
}

async function note(found, path) {
  const { mtimeMs, size } = await stat(within(path));
  found[relative(checkout, within(path)).split('\\').join('/')] = [mtimeMs, size];
}
