import { topicNames } from '#contracts';
import { KafkaClient, LogConsumer, ping, type StopReason } from '#kafka';
import { noteStopped, servedTransaction, snapshot, sqlOf, type Database } from '#persistence';
import type { ServiceDefinition } from '#service';
import { knownLog } from './known-log.js';
import { ProjectorModule } from './projector.module.js';
import { DATABASE, LOG } from './projector.tokens.js';

type Needs = 'kafka' | 'database';

/** The projector as a service: health and metrics over HTTP, the log over Kafka. */
export function projector(onDead?: (error: Error) => void): ServiceDefinition<Needs> {
  let consumer: LogConsumer | undefined;
  return {
    name: 'projector',
    needs: ['kafka', 'database'],
    module: (settings) => ProjectorModule.for(settings),
    prepare: (app, { topicPrefix }) => {
      const kafka = app.get(KafkaClient);
      const database = app.get<Database>(DATABASE);
      const topic = topicNames(topicPrefix).events;
      consumer = new LogConsumer({
        kafka,
        topic,
        pattern: LOG,
        groupId: `${topicPrefix}corrigenda-projector`,
        // One transaction writes while another is prepared: the database and this process take turns otherwise.
        concurrency: 2,
        onAssigned: (partitions) => knownLog(partitions, { database, kafka, topic }),
        onStopped: (partition, reason) => note(database, partition, reason),
        ...(onDead && { onDead }),
      });
      app.connectMicroservice({ strategy: consumer });
    },
    health: (app) => ({
      ready: {
        kafka: async () => {
          await ping(app.get(KafkaClient));
          if (consumer?.connected !== true) throw new Error('the consumer of the log is not in its group');
        },
        postgres: async () => {
          await sqlOf(app.get<Database>(DATABASE)).query('SELECT 1');
        },
        generation: async () => {
          await snapshot(app.get<Database>(DATABASE), () => Promise.resolve());
        },
        log: async () => {
          const partitions = consumer?.partitions() ?? [];
          const stopped = partitions.filter((status) => status.stopped !== null);
          if (stopped.length > 0)
            throw new Error(
              stopped.map(({ partition, stopped }) => `partition ${partition}: ${stopped?.reason ?? ''}`).join('; '),
            );
          if (partitions.some(({ position, stopped }) => position === null && stopped === null)) {
            throw new Error('where to go on is not known yet');
          }
        },
      },
    }),
  };
}

/** For whoever asks the query service why nothing moves; the log says it too. */
function note(database: Database, partition: number, reason: StopReason): void {
  const stopped = { ...reason, offset: `${partition}@${reason.offset}` };
  servedTransaction(database, (sql) => noteStopped(sql, partition, stopped)).catch(() => undefined);
}
