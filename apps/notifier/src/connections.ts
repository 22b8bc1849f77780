import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { topicNames } from '#contracts';
import { createKafka, ensureTopics, TopicMismatch, type KafkaClient, type KafkaConfig } from '#kafka';
import { createDataSource, migrate, type Database } from '#persistence';
import { CannotStart, onceThere, type Settings } from '#service';

export type NotifierSettings = Settings<'kafka' | 'database'>;
export type Connect = (settings: NotifierSettings) => Promise<Connections>;

const APPLICATION = 'corrigenda-notifier';

/** What the notifier stands between. Outlives everything that uses it. */
export class Connections implements OnApplicationShutdown {
  constructor(
    readonly database: Database,
    readonly kafka: KafkaClient,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.kafka.close(), this.database.isInitialized ? this.database.destroy() : undefined]);
  }
}

/** Tables and topics are there when it resolves. */
export async function openConnections(
  settings: NotifierSettings,
  config: Partial<KafkaConfig> = {},
): Promise<Connections> {
  const log = new Logger(Connections.name);
  const database = createDataSource({
    url: settings.database.url,
    application: APPLICATION,
    byKey: true,
    onLost: (error) => log.warn(`a connection to PostgreSQL was lost: ${String(error)}`),
  });
  const kafka = createKafka({ ...kafkaConfig(settings.kafka), ...config });
  const connections = new Connections(database, kafka);
  const note = (reason: string): void => log.log(reason);
  try {
    await onceThere('PostgreSQL', () => connect(database), note);
    await onceThere('Kafka', () => makeTopics(kafka, settings), note);
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

async function makeTopics(kafka: KafkaClient, { topicPrefix, partitions }: NotifierSettings): Promise<void> {
  try {
    await ensureTopics(kafka, { topics: topicNames(topicPrefix), partitions });
  } catch (error) {
    throw error instanceof TopicMismatch ? new CannotStart(error.message, { cause: error }) : error;
  }
}

function kafkaConfig({ brokers, ssl, sasl }: NotifierSettings['kafka']): KafkaConfig {
  const log = new Logger('Kafka');
  return {
    brokers,
    clientId: APPLICATION,
    ssl,
    sasl: sasl ?? undefined,
    // What the client calls an error it tries again; what comes of it is told where it matters.
    logger: (level, message, extra) =>
      level === 'error' || level === 'warn' ? log.warn(message, extra) : log.debug(message, extra),
  };
}
