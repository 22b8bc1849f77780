import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EmbeddedServerError } from './failure.js';
import { identify, isAlive, type ProcessIdentity } from './process-identity.js';
import { until } from './until.js';

interface Lock {
  readonly owner: ProcessIdentity;
  readonly server?: ProcessIdentity;
}

export interface DataFolder {
  readonly path: string;
  recordServer(pid: number): Promise<void>;
  release(): void;
}

/** Longer than a watcher gives an orphaned server to end by itself. */
const orphanEndsWithinMs = 20_000;

/** At most one live process owns a data folder; what a killed one left behind is cleared away. */
export async function claimDataFolder(folder: string, server: string): Promise<DataFolder> {
  const path = resolve(folder);
  await openToUs(path).catch((error: unknown) => {
    throw new EmbeddedServerError(
      `${server} cannot write to its data folder ${path} (${String(error)}). Run as its owner, or choose another folder.`,
    );
  });
  const file = join(path, 'in-use.json');
  const owner = identify(process.pid);
  if (owner === null) throw new Error('this process cannot be found in the process table');
  while (!(await create(file, { owner }))) {
    const lock = await read(file);
    if (lock !== null && isAlive(lock.owner)) throw inUse(server, path, lock);
    if (lock?.server !== undefined) await awaitOrphan(lock.server);
    await removeStale(file, lock);
  }
  let released = false;
  return {
    path,
    recordServer: async (pid) => {
      const identity = identify(pid);
      if (identity !== null) await replace(file, { owner, server: identity });
    },
    release: () => {
      // Once only: by a second time the folder may be somebody else's.
      if (!released) rmSync(file, { force: true });
      released = true;
    },
  };
}

async function openToUs(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
}

function inUse(server: string, path: string, { owner }: Lock): EmbeddedServerError {
  return new EmbeddedServerError(
    `The data folder ${path} is in use: process ${owner.pid} runs ${server} on it. Stop that one first, or choose another folder.`,
  );
}

async function awaitOrphan(server: ProcessIdentity): Promise<void> {
  if (await until(() => !isAlive(server), orphanEndsWithinMs)) return;
  process.kill(server.pid, 'SIGKILL');
  await until(() => !isAlive(server), orphanEndsWithinMs);
}

async function create(file: string, lock: Lock): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(lock), { flag: 'wx' });
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** `null` for a lock that is gone, or half written when the machine went down. */
async function read(file: string): Promise<Lock | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const lock: unknown = JSON.parse(text);
    return typeof lock === 'object' && lock !== null && 'owner' in lock ? (lock as Lock) : null;
  } catch {
    return null;
  }
}

/** Moved aside before it is deleted, so that of two who find the same stale lock neither deletes the other's new one. */
async function removeStale(file: string, stale: Lock | null): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await read(aside);
  if (JSON.stringify(moved) !== JSON.stringify(stale)) await rename(aside, file);
  else await rm(aside, { force: true });
}

async function replace(file: string, lock: Lock): Promise<void> {
  const next = `${file}.${randomUUID()}`;
  await writeFile(next, JSON.stringify(lock));
  await rename(next, file);
}
