import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { within } from './checkout.mjs';
import { npmInstall } from './npm.mjs';
import { outcome, say, SetUpError } from './run.mjs';

const wanted = 24;

/** The command of a Node that is new enough, and an environment in which its folder is first on the PATH. */
export async function ensureNode() {
  if (Number(process.versions.node.split('.')[0]) >= wanted) return withPath(process.execPath);
  const own = within('.tools', 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (await isNewEnough(own)) return withPath(own);
  say(`this is Node ${process.versions.node}; fetching Node ${wanted} into .tools (once, about 20 seconds) …`);
  await mkdir(within('.tools'), { recursive: true });
  const manifest = { private: true, dependencies: { node: `^${wanted}` }, allowScripts: { node: true } };
  await writeFile(within('.tools', 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await npmInstall(`Installing Node ${wanted}`, [], { cwd: within('.tools'), env: process.env });
  if (await isNewEnough(own)) return withPath(own);
  throw new SetUpError(
    `Node ${wanted} could not be fetched as an npm package for ${process.platform} ${process.arch}. Install Node ${wanted} or later yourself.`,
  );
}

async function isNewEnough(command) {
  if (!existsSync(command)) return false;
  const { status, output } = await outcome(command, ['--version'], {});
  return status === 0 && Number(/^v(\d+)/.exec(output)?.[1]) >= wanted;
}

function withPath(command) {
  return { command, env: { ...process.env, PATH: `${dirname(command)}${delimiter}${process.env.PATH ?? ''}` } };
}
