import { join } from 'node:path';
import { startKafka, startPostgres, type EmbeddedKafka, type EmbeddedPostgres } from '#embedded';

export interface Stores {
  /** Where Kafka and PostgreSQL are, for the services. */
  readonly env: { readonly KAFKA_BROKERS: string; readonly DATABASE_URL: string };
  readonly addresses: readonly string[];
  /** Settles when one that was started here has ended by itself, with why. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** The Kafka and the PostgreSQL that are configured; where none is, a real one of our own. */
export async function openStores(data: string, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<Stores> {
  const { KAFKA_BROKERS, DATABASE_URL } = env;
  const started = await Promise.allSettled([
    KAFKA_BROKERS === undefined ? startKafka({ dataDir: join(data, 'kafka'), log }) : null,
    DATABASE_URL === undefined ? startPostgres({ dataDir: join(data, 'postgres'), log }) : null,
  ]);
  const [kafka, postgres] = started.map((each) => (each.status === 'fulfilled' ? each.value : null)) as [
    EmbeddedKafka | null,
    EmbeddedPostgres | null,
  ];
  const servers = [kafka, postgres].filter((server) => server !== null);
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  for (const each of started) {
    if (each.status === 'fulfilled') continue;
    await stop();
    throw each.reason;
  }
  const brokers = kafka?.brokers.join(',') ?? KAFKA_BROKERS ?? '';
  return {
    env: { KAFKA_BROKERS: brokers, DATABASE_URL: postgres?.url ?? DATABASE_URL ?? '' },
    addresses: [
      `Kafka ${brokers}${kafka === null ? '' : ' (embedded)'}`,
      postgres === null ? 'PostgreSQL as configured' : `PostgreSQL 127.0.0.1:${postgres.port} (embedded)`,
    ],
    failed: new Promise((resolve) => {
      for (const server of servers) void server.ended.then((error) => error !== null && resolve(error));
    }),
    stop,
  };
}
