import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startKafka, startPostgres } from '#embedded';
import { memoryFlags } from '#service';

export type ServiceName = 'ingest' | 'projector' | 'notifier' | 'query';

export interface Service {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Topics and a database of their own, in the servers that all share. */
export interface Place {
  readonly prefix: string;
  readonly databaseUrl: string;
  /** One of our services as it is built, as a process of its own; resolves once it is ready. */
  start(name: ServiceName, environment?: Readonly<Record<string, string>>): Promise<Service>;
  /** Our services' environment, for other programs of ours. */
  readonly environment: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

export interface Cluster {
  readonly brokers: readonly string[];
  readonly pids: { readonly kafka: number; readonly postgres: number };
  place(): Promise<Place>;
  stop(): Promise<void>;
}

export const partitions = 6;

/** A real Kafka and a real PostgreSQL that keep what they acknowledge. */
async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-bench-'));
  const settings = { fsync: 'on', synchronous_commit: 'on' };
  const kafka = await startKafka({ dataDir: join(folder, 'kafka'), port: 0 });
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0, settings }).catch(
    async (error: unknown) => {
      await kafka.stop();
      throw error;
    },
  );
  return {
    brokers: kafka.brokers,
    pids: { kafka: kafka.pid, postgres: postgres.pid },
    place: () => newPlace(kafka.brokers, postgres.url),
    stop: async () => {
      await Promise.all([kafka.stop(), postgres.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** For the time of `work`, whatever comes of it. */
export async function withCluster<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = await startCluster();
  // Gigabytes may lie there.
  const interrupted = (signal: NodeJS.Signals): void => {
    void cluster.stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work(cluster);
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await cluster.stop();
  }
}

async function newPlace(brokers: readonly string[], server: string): Promise<Place> {
  const name = `b${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const environment = {
    KAFKA_BROKERS: brokers.join(','),
    DATABASE_URL: url.href,
    TOPIC_PREFIX: `${name}.`,
    PARTITIONS: String(partitions),
    INGEST_PORT: '0',
    QUERY_PORT: '0',
    PROJECTOR_PORT: '0',
    NOTIFIER_PORT: '0',
    LOG_LEVEL: 'warn',
  };
  const running: Service[] = [];
  return {
    prefix: environment.TOPIC_PREFIX,
    databaseUrl: url.href,
    environment,
    start: async (service, more = {}) => {
      const started = await startService(service, { ...process.env, ...environment, ...more });
      running.push(started);
      return started;
    },
    drop: async () => {
      await Promise.all(running.map((service) => service.stop()));
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function startService(name: ServiceName, env: NodeJS.ProcessEnv): Promise<Service> {
  const child = fork(join('dist', 'apps', name, 'src', 'main.js'), {
    env,
    execArgv: [...process.execArgv, ...(name === 'projector' ? memoryFlags : [])],
  });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
    child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? String(code)}`)));
  });
  while (!(await fetch(`${url}/health/ready`)).ok) await delay(50);
  return {
    url,
    pid: child.pid ?? NaN,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
