import { topicNames, type LogOffset } from '#contracts';
import { createAppender, createKafka, fetchOffsets, type AppendRecord, type KafkaClient } from '#kafka';
import { createDataSource, sqlOf, type Database, type Sql } from '#persistence';
import { createService, readSettings, rootLogger, type Service } from '#service';
import { eventually, freshDatabase, freshPrefix, kafkaBrokers } from '../../../../test/support/index.js';
import { projector, type Patience } from '../projector.js';

export interface RunningProjector {
  readonly sql: Sql;
  readonly kafka: KafkaClient;
  readonly topic: string;
  /** Appends to the log; answers where each record stands. */
  append(records: readonly AppendRecord[]): Promise<LogOffset[]>;
  /** Until everything that is in the log now is applied. */
  caughtUp(): Promise<void>;
  restart(): Promise<void>;
  /** What readiness answers. */
  ready(): Promise<{ readonly status: number; readonly body: string }>;
  metrics(): Promise<string>;
  end(): Promise<void>;
}

/** A projector on a database and topics of its own. */
export async function runningProjector(partitions = 3, patience: Patience = {}): Promise<RunningProjector> {
  const stores = await freshDatabase();
  const prefix = freshPrefix();
  const env = {
    KAFKA_BROKERS: kafkaBrokers().join(','),
    DATABASE_URL: stores.url,
    TOPIC_PREFIX: prefix,
    PARTITIONS: String(partitions),
    PROJECTOR_PORT: '0',
    LOG_LEVEL: 'error',
  };
  let url = '';
  const start = async (): Promise<Service> => {
    const settings = readSettings(env, { needs: ['kafka', 'database'] });
    const service = await createService(
      projector(patience),
      settings,
      rootLogger({ service: 'projector', level: 'error' }),
    );
    url = await service.start();
    return service;
  };
  let service = await start();
  const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'spec' });
  const database: Database = await createDataSource({
    url: stores.url,
    application: 'spec',
    onLost: () => undefined,
  }).initialize();
  const sql = sqlOf(database);
  const topic = topicNames(prefix).events;
  const appender = createAppender({ kafka, topic, partitions });
  return {
    sql,
    kafka,
    topic,
    append: async (records) => [...(await appender.append(records, { deadline: Date.now() + 20_000 }))],
    caughtUp: async () => {
      const ends = await fetchOffsets(kafka, topic);
      await eventually(async () => {
        const rows = await sql.query<{ partition: number; next: string }>(
          'SELECT partition, next FROM projection_offset',
        );
        const next = new Map(rows.map((row) => [row.partition, BigInt(row.next)]));
        return ends.every(({ partition, high }) => (next.get(partition) ?? 0n) >= high);
      });
    },
    restart: async () => {
      await service.stop();
      service = await start();
    },
    ready: async () => {
      const answer = await fetch(`${url}/health/ready`);
      return { status: answer.status, body: await answer.text() };
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    end: async () => {
      await service.stop();
      await appender.close();
      await kafka.close();
      await database.destroy();
      await stores.drop();
    },
  };
}
