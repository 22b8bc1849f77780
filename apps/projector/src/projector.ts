import { AccessGate } from '#access';
import { topicNames } from '#contracts';
import { KafkaClient, LogConsumer, type LogConsumerOptions, type StopReason } from '#kafka';
import { isUnavailable, noteStopped, servedTransaction, type Database } from '#persistence';
import { keepHeapSmall } from '#projection';
import type { ServiceDefinition } from '#service';
import { healthOfProjector } from './health-of-projector.js';
import { knownLog } from './known-log.js';
import { ProjectorMetrics } from './projector-metrics.js';
import { ProjectorModule } from './projector.module.js';
import { DATABASE, LOG } from './projector.tokens.js';

type Needs = 'kafka' | 'database';

/** How long it may stand still, how often it looks, and what then happens. */
export type Patience = Pick<LogConsumerOptions, 'onDead' | 'stallTimeout' | 'unavailableTimeout' | 'watchInterval'>;

/** The projector as a service: health and metrics over HTTP, the log over Kafka. */
export function projector(patience: Patience = {}): ServiceDefinition<Needs> {
  let consumer: LogConsumer | undefined;
  return {
    name: 'projector',
    needs: ['kafka', 'database'],
    module: (settings) => ProjectorModule.for(settings),
    gate: (_, auth) => AccessGate.open('projector', auth),
    prepare: (app, { topicPrefix }) => {
      keepHeapSmall();
      const kafka = app.get(KafkaClient);
      const database = app.get<Database>(DATABASE);
      const topic = topicNames(topicPrefix).events;
      consumer = new LogConsumer({
        kafka,
        topic,
        pattern: LOG,
        groupId: `${topicPrefix}corrigenda-projector`,
        // Transactions write while another is prepared: the database and this process take turns otherwise.
        concurrency: 2,
        maxBytesPerPartition: 524_288,
        onAssigned: (partitions) => knownLog(partitions, { database, kafka, topic }),
        onStopped: (partition, reason) => note(database, partition, reason),
        isUnavailable,
        ...patience,
      });
      app.get(ProjectorMetrics).watch(() => consumer?.partitions() ?? []);
      app.connectMicroservice({ strategy: consumer });
    },
    health: (app) =>
      healthOfProjector({
        kafka: app.get(KafkaClient),
        database: app.get<Database>(DATABASE),
        consumer: () => consumer,
      }),
  };
}

/** For whoever asks the query service why nothing moves; the log says it too. */
function note(database: Database, partition: number, reason: StopReason): void {
  const stopped = { ...reason, offset: `${partition}@${reason.offset}` };
  servedTransaction(database, (sql) => noteStopped(sql, partition, stopped)).catch(() => undefined);
}
