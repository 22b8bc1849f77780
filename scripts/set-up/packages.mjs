import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { checkout, within } from './checkout.mjs';
import { npmInstall } from './npm.mjs';
import { say } from './run.mjs';

const stamp = within('node_modules', '.corrigenda-installed');

export async function ensurePackages(env) {
  const before = await readFile(stamp, 'utf8').catch(() => null);
  if (before === (await fingerprint())) return;
  say(before === null ? 'installing packages (first time, about a minute) …' : 'installing packages …');
  // The set-up needs all of them, whatever NODE_ENV says.
  await npmInstall('Installing packages', ['--include=dev', '--include=optional'], { cwd: checkout, env });
  await writeFile(stamp, await fingerprint());
}

/** Of what decides which packages there are; scripts and settings of other tools may change without an install. */
async function fingerprint() {
  const { dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = JSON.parse(
    await readFile(within('package.json'), 'utf8'),
  );
  const lock = await readFile(within('package-lock.json'), 'utf8').catch(() => '');
  const parts = [
    dependencies,
    devDependencies,
    optionalDependencies,
    overrides,
    allowScripts,
    lock,
    process.platform,
    process.arch,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
