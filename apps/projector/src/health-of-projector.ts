import { KafkaClient, ping, type LogConsumer, type PartitionStatus } from '#kafka';
import { countParked, snapshot, sqlOf, type Database } from '#persistence';
import type { HealthChecks } from '#service';

/** A failure that the next attempt makes good is not worth an alarm; nor is a batch that takes a while. */
const FAILING_MS = 5_000;
const STILL_MS = 15_000;

interface Parts {
  readonly kafka: KafkaClient;
  readonly database: Database;
  readonly consumer: () => LogConsumer | undefined;
}

export function healthOfProjector({ kafka, database, consumer }: Parts): HealthChecks {
  return {
    ready: {
      kafka: async () => {
        await ping(kafka);
        if (consumer()?.connected !== true) throw new Error('the consumer of the log is not in its group');
      },
      postgres: async () => {
        await sqlOf(database).query('SELECT 1');
      },
      generation: async () => {
        await snapshot(database, () => Promise.resolve());
      },
      log: () => {
        const troubles = (consumer()?.partitions() ?? []).flatMap((status) => troubleOf(status, Date.now()) ?? []);
        if (troubles.length > 0) throw new Error(troubles.join('; '));
      },
      // Told, and no reason to send the work elsewhere: nothing else waits for what is parked.
      parked: async () => ({ events: [...(await countParked(sqlOf(database))).values()].reduce((a, b) => a + b, 0) }),
    },
    live: {
      consumer: () => {
        const death = consumer()?.death ?? null;
        if (death !== null) throw death;
      },
    },
  };
}

function troubleOf(
  { partition, position, highWatermark, stopped, failure, stillSince }: PartitionStatus,
  now: number,
): string | null {
  if (stopped !== null) return `partition ${partition} stands still (${stopped.category}): ${stopped.reason}`;
  if (failure !== null && now - failure.since >= FAILING_MS)
    return `partition ${partition} fails since ${new Date(failure.since).toISOString()}: ${failure.message}`;
  if (stillSince !== null && now - stillSince >= STILL_MS)
    return `partition ${partition} stands at ${position} of ${highWatermark} since ${new Date(stillSince).toISOString()}`;
  return position === null ? `where to go on in partition ${partition} is not known yet` : null;
}
