import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freshDatabase, freshPrefix, kafkaBrokers, type FreshDatabase } from './servers.js';
import { eventually } from './eventually.js';

const names = ['ingest', 'projector', 'notifier', 'query'] as const;
export type ServiceName = (typeof names)[number];

export interface Pipeline {
  readonly prefix: string;
  readonly databaseUrl: string;
  url(name: ServiceName): string;
  kill(name: ServiceName): Promise<void>;
  /** Resolves with its exit code when it ends by itself; `null` for a signal. */
  ended(name: ServiceName): Promise<number | null>;
  /** Ends it as a supervisor would. */
  stop(name: ServiceName): Promise<void>;
  /** With settings of its own, where given. */
  start(name: ServiceName, environment?: Readonly<Record<string, string>>): Promise<void>;
  end(): Promise<void>;
}

export interface PipelineOptions {
  /** In place of one of its own. */
  readonly database?: FreshDatabase;
  /** Settings of one service alone. */
  readonly ofEach?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** Called when the projector has made its tables, where the database is given. */
  readonly onMade?: () => Promise<void>;
}

/** The four services as they are built, each a process of its own, on topics and a database of their own. */
export async function startPipeline(
  environment: Readonly<Record<string, string>> = {},
  { database: given, ofEach = {}, onMade }: PipelineOptions = {},
): Promise<Pipeline> {
  const database = given ?? (await freshDatabase());
  const prefix = freshPrefix();
  const env = {
    ...process.env,
    KAFKA_BROKERS: kafkaBrokers().join(','),
    DATABASE_URL: database.url,
    TOPIC_PREFIX: prefix,
    INGEST_PORT: '0',
    QUERY_PORT: '0',
    PROJECTOR_PORT: '0',
    NOTIFIER_PORT: '0',
    LOG_LEVEL: 'fatal',
    ...environment,
  };
  const running = new Map<ServiceName, { child: ChildProcess; url: string }>();
  const start = async (name: ServiceName, own: Readonly<Record<string, string>> = {}): Promise<void> => {
    const child = fork(`dist/apps/${name}/src/main.js`, { env: { ...env, ...own }, execArgv: [] });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (message) => resolve((message as { url: string }).url));
      child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? String(code)}`)));
    });
    running.set(name, { child, url });
    await eventually(async () => (await fetch(`${url}/health/ready`)).ok, { timeout: 60_000 });
  };
  const end = async (name: ServiceName, signal: NodeJS.Signals): Promise<void> => {
    const child = running.get(name)?.child;
    running.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const stopAll = async () => {
    await Promise.all(names.map((name) => end(name, 'SIGTERM')));
    await database.drop();
  };
  try {
    // The projector makes the tables; whoever may not can only wait for them.
    if (given !== undefined) await start('projector', ofEach.projector);
    await onMade?.();
    await Promise.all(names.filter((name) => !running.has(name)).map((name) => start(name, ofEach[name])));
  } catch (error) {
    await stopAll();
    throw error;
  }
  return {
    prefix,
    databaseUrl: database.url,
    url: (name) => running.get(name)?.url ?? `${name} is not running`,
    ended: async (name) => {
      const child = running.get(name)?.child;
      if (child === undefined) throw new Error(`${name} is not running`);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
    kill: (name) => end(name, 'SIGKILL'),
    stop: (name) => end(name, 'SIGTERM'),
    start,
    end: stopAll,
  };
}
