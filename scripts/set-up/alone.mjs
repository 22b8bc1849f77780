import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from './checkout.mjs';
import { identity, isAlive } from './processes.mjs';
import { say } from './run.mjs';

const lock = within('.tools', 'set-up.lock');

/** Two set-ups in one checkout would tread on each other: the second waits for the first. */
export async function alone(work) {
  await mkdir(within('.tools'), { recursive: true });
  for (let told = false; !(await take());) {
    const holder = await readFile(lock, 'utf8').catch(() => '');
    if (await isStale(holder)) {
      await rm(lock, { force: true });
      continue;
    }
    if (!told && holder !== '') say(`waiting for process ${parseInt(holder, 10)}, which is setting this checkout up …`);
    told ||= holder !== '';
    await delay(200);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

const take = () =>
  writeFile(lock, identity(process.pid), { flag: 'wx' }).then(
    () => true,
    (error) => (error.code === 'EEXIST' ? false : Promise.reject(error)),
  );

async function isStale(holder) {
  const pid = parseInt(holder, 10);
  if (pid > 0) return !isAlive(pid) || identity(pid) !== holder;
  // Empty: just made, or its maker was killed at once.
  const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > 5000;
}
