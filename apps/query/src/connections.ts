import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { topicNames } from '#contracts';
import {
  createAppender,
  createKafka,
  ensureTopics,
  TopicMismatch,
  type Appender,
  type KafkaClient,
  type KafkaConfig,
} from '#kafka';
import { createDataSource, migrate, type Database } from '#persistence';
import { CannotStart, onceThere, type Settings } from '#service';

const application = 'corrigenda-query';

/** Outlives everything that uses it. */
export class Connections implements OnApplicationShutdown {
  constructor(
    readonly database: Database,
    readonly kafka: KafkaClient,
    /** To the log of events. */
    readonly appender: Appender,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.appender.close();
    await Promise.all([this.kafka.close(), this.database.isInitialized ? this.database.destroy() : undefined]);
  }
}

/** Tables and topics are there when it resolves: who comes first makes them. */
export async function openConnections(settings: Settings<'kafka' | 'database'>): Promise<Connections> {
  const log = new Logger('Connections');
  const { url } = settings.database;
  const database = createDataSource({
    url,
    application,
    queryTimeout: 10_000,
    onLost: (error) => log.warn({ msg: 'a connection to PostgreSQL was lost', err: error }),
  });
  const kafka = createKafka(kafkaConfig(settings));
  const { partitions, topicPrefix } = settings;
  const appender = createAppender({ kafka, topic: topicNames(topicPrefix).events, partitions });
  const connections = new Connections(database, kafka, appender);
  try {
    await onceThere(
      'PostgreSQL',
      () => connect(database),
      (reason) => log.log(reason),
    );
    await onceThere(
      'Kafka',
      () => makeTopics(kafka, settings),
      (reason) => log.log(reason),
    );
    return connections;
  } catch (error) {
    await connections.onApplicationShutdown();
    throw error;
  }
}

async function connect(database: Database): Promise<void> {
  if (!database.isInitialized) await database.initialize();
  await migrate(database);
}

async function makeTopics(kafka: KafkaClient, { partitions, topicPrefix }: Settings): Promise<void> {
  try {
    await ensureTopics(kafka, { topics: topicNames(topicPrefix), partitions });
  } catch (error) {
    throw error instanceof TopicMismatch ? new CannotStart(error.message, { cause: error }) : error;
  }
}

function kafkaConfig({ kafka: { brokers, ssl, sasl } }: Settings<'kafka'>): KafkaConfig {
  const log = new Logger('Kafka');
  // What the client calls an error it tries again; what comes of it is told where it matters.
  const logger: KafkaConfig['logger'] = (level, message, extra) => {
    if (level === 'error' || level === 'warn') log.warn({ msg: message, ...extra });
    else log.debug({ msg: message, ...extra });
  };
  return { brokers, clientId: application, ssl, sasl: sasl ?? undefined, logger };
}
