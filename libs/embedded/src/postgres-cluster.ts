import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.js';
import { EmbeddedServerError } from './failure.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { SystemUser } from './postgres-user.js';
import { lastLines } from './server-log.js';

export const superuser = 'corrigenda';
const passwordFile = 'corrigenda.password';

/** Without PG* of the caller's own, which would go before what we say. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(own), LC_ALL: 'C' };
}

/**
 * As another user the server may be unable to enter the folders above its data. It gets the folder as
 * an open descriptor, which needs nothing of them; `/proc/self/fd/3` is the first one a child inherits.
 */
export async function withinReach<T>(
  folder: string,
  user: SystemUser | null,
  use: (path: string, descriptors: number[]) => Promise<T>,
): Promise<T> {
  if (user === null) return use(folder, []);
  const handle = await open(folder, 'r');
  try {
    return await use('/proc/self/fd/3', [handle.fd]);
  } finally {
    await handle.close();
  }
}

/** Comes into being by a rename, so a cluster that is there is whole. Its password lies in it. */
export async function ensureCluster(
  cluster: string,
  folder: string,
  binaries: PostgresBinaries,
  user: SystemUser | null,
): Promise<void> {
  if (existsSync(cluster)) {
    await checkVersion(cluster, binaries);
    return;
  }
  const partial = await mkdtemp(join(folder, 'partial-'));
  try {
    const password = join(partial, passwordFile);
    await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (user !== null) for (const path of [partial, password]) await chown(path, user.uid, user.gid);
    await initialise(partial, binaries, user);
    await rename(password, join(partial, 'cluster', passwordFile));
    await rename(join(partial, 'cluster'), cluster);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function initialise(partial: string, binaries: PostgresBinaries, user: SystemUser | null): Promise<void> {
  const { status, output } = await withinReach(partial, user, (path, descriptors) =>
    run(
      join(binaries.folder, 'initdb'),
      [
        `--pgdata=${path}/cluster`,
        `--pwfile=${path}/${passwordFile}`,
        `--username=${superuser}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      { cwd: '/', env: postgresEnvironment(), stdio: ['ignore', 'pipe', 'pipe', ...descriptors], ...user },
    ),
  );
  if (status !== 0) throw new EmbeddedServerError(`PostgreSQL's initdb failed:\n${lastLines(output)}`);
}

async function checkVersion(cluster: string, binaries: PostgresBinaries): Promise<void> {
  const made = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  if (Number(made) === binaries.major) return;
  throw new EmbeddedServerError(
    `The data in ${cluster} was made by PostgreSQL ${made}; the one in ${binaries.folder} is ${binaries.major}. ` +
      `Set CORRIGENDA_POSTGRES_BIN to the folder of PostgreSQL ${made}'s initdb, or choose another data folder.`,
  );
}

export async function readPassword(cluster: string): Promise<string> {
  return (await readFile(join(cluster, passwordFile), 'utf8')).trim();
}
