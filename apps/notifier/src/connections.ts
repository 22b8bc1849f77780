import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { topicNames } from '#contracts';
import { createKafka, ensureTopics, TopicMismatch, type KafkaClient, type KafkaConfig } from '#kafka';
import { createDataSource, migrate, type Database } from '#persistence';
import { CannotStart, type Settings } from '#service';

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
  const log = new Logger('Connections');
  const database = createDataSource({
    url: settings.database.url,
    application: APPLICATION,
    onLost: (error) => log.warn(`a connection to PostgreSQL was lost: ${messageOf(error)}`),
  });
  const { brokers, ssl, sasl } = settings.kafka;
  const kafka = createKafka({
    brokers,
    clientId: APPLICATION,
    ssl,
    sasl: sasl ?? undefined,
    logger: kafkaLogger(),
    ...config,
  });
  const connections = new Connections(database, kafka);
  try {
    await or('PostgreSQL', async () => {
      await database.initialize();
      await migrate(database);
    });
    const { topicPrefix, partitions } = settings;
    await or('Kafka', () => ensureTopics(kafka, { topics: topicNames(topicPrefix), partitions }));
    return connections;
  } catch (error) {
    await connections.onApplicationShutdown();
    throw error;
  }
}

async function or(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = error instanceof TopicMismatch ? error.message : `${what} is not ready: ${messageOf(error)}`;
    throw new CannotStart(reason, { cause: error });
  }
}

function kafkaLogger(): NonNullable<KafkaConfig['logger']> {
  const log = new Logger('Kafka');
  // What the client calls an error it tries again; what comes of it is told where it matters.
  return (level, message, extra) =>
    level === 'error' || level === 'warn' ? log.warn(message, extra) : log.debug(message, extra);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
