import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimDataFolder, type DataFolder } from './data-folder.js';
import { freePort } from './ports.js';
import { findPostgres } from './postgres-binaries.js';
import { ensureCluster, postgresEnvironment, readPassword, superuser, withinReach } from './postgres-cluster.js';
import { postgresUser } from './postgres-user.js';
import { runServer, type RunningServer } from './server-process.js';
import { attemptStart } from './start-attempts.js';

export interface PostgresOptions {
  readonly dataDir: string;
  /** Taken if it is free, else another one is. */
  readonly port?: number;
  /** Server settings, which win over all others. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres extends RunningServer {
  /** With its password; the database is `postgres`. */
  readonly url: string;
  readonly port: number;
}

const clusterFolder = 'cluster';

export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  return attemptStart(async (attempt) => {
    const port = await freePort(attempt === 0 ? (options.port ?? 5432) : 0);
    const folder = await claimDataFolder(options.dataDir, 'PostgreSQL');
    try {
      const server = await runPostgres(folder, port, options);
      const password = await readPassword(join(folder.path, clusterFolder));
      return { ...server, url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`, port };
    } catch (error) {
      folder.release();
      throw error;
    }
  });
}

async function runPostgres(folder: DataFolder, port: number, options: PostgresOptions): Promise<RunningServer> {
  const cluster = join(folder.path, clusterFolder);
  const pidFile = join(cluster, 'postmaster.pid');
  const user = postgresUser(cluster);
  const binaries = await findPostgres(user);
  options.log?.(`starting PostgreSQL ${binaries.major} …`);
  await ensureCluster(cluster, folder.path, binaries, user);
  await adoptPidFile(pidFile);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: 'on',
    ...options.settings,
  };
  return withinReach(cluster, user, (path, descriptors) =>
    runServer(
      {
        name: 'PostgreSQL',
        command: join(binaries.folder, 'postgres'),
        args: [
          '-D',
          path,
          '-p',
          String(port),
          ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        cwd: '/',
        env: postgresEnvironment(),
        ...(user === null ? {} : { user }),
        descriptors,
        stopSignal: 'INT',
        logFile: join(folder.path, 'server.log'),
        isReady: (_, pid) => isReady(pidFile, pid),
      },
      folder,
    ),
  );
}

/**
 * The folder is ours alone, so a pid file that is there is stale, and PostgreSQL would not start if its
 * pid were another process's by now. With its parent's pid it goes on to see, by the rest of the file,
 * whether sessions of a killed server still run.
 */
async function adoptPidFile(pidFile: string): Promise<void> {
  const [, ...rest] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  if (rest.length > 0) await writeFile(pidFile, [process.pid, ...rest].join('\n'));
}

/** The way pg_ctl knows: the eighth line of the pid file. */
async function isReady(pidFile: string, pid: number): Promise<boolean> {
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
