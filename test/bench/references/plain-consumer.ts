import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import {
  createDataSource,
  migrate,
  prepareChangeHeads,
  prepareProjectionOffsets,
  sqlOf,
  type Database,
} from '#persistence';
import { partitions, type Cluster, type Place } from '../cluster.js';
import { rowsOf } from './copied.js';
import type { RecordedBatch, Step } from './recorded.js';
import type { Progress } from './replay.js';

/**
 * As a team would write it with the same packages: kafkajs `eachMessage`, TypeORM `save`, one transaction an event. It is told
 * which rows to write, and has nothing to work out.
 * @param recorded one event each, in the order of their partitions.
 */
export async function consumePlainly(
  cluster: Cluster,
  place: Place,
  recorded: readonly RecordedBatch[],
  atOnce: number,
): Promise<Progress> {
  const database = createDataSource({ url: place.databaseUrl, application: 'bench', onLost: () => undefined });
  await database.initialize();
  await migrate(database);
  await prepareProjectionOffsets(sqlOf(database), partitions);
  await prepareChangeHeads(sqlOf(database), partitions);
  const byPartition = Map.groupBy(recorded, ({ partition }) => partition);
  const kafka = new kafkajs.Kafka({ brokers: [...cluster.brokers], logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${place.prefix}plain-${atOnce}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topicNames(place.prefix).events], fromBeginning: true });
  const progress: [number, number][] = [];
  let began: number | undefined;
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        partitionsConsumedConcurrently: atOnce,
        eachMessage: async ({ partition, message }) => {
          began ??= performance.now();
          const batch = byPartition.get(partition)?.[Number(message.offset)];
          if (batch === undefined) return;
          await save(database, batch.steps);
          progress.push([progress.length + 1, performance.now() - began]);
          if (progress.length === recorded.length) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  await database.destroy();
  return progress;
}

function save(database: Database, steps: readonly Step[]): Promise<void> {
  return database.transaction(async (manager) => {
    await manager.query(`SET LOCAL search_path = g1, public`);
    for (const step of steps) {
      if (step.kind === 'query') {
        await manager.query(step.text, [...step.parameters]);
        continue;
      }
      const { target, columns } = database.getMetadata(step.table.replace('public.', ''));
      const rows = rowsOf(step).map((row) =>
        Object.fromEntries(
          columns.flatMap(({ databaseName, propertyName, type }) => {
            const text = row[databaseName];
            if (text === undefined) return [];
            return [[propertyName, text !== null && type === 'json' ? JSON.parse(text) : text]];
          }),
        ),
      );
      await manager.save(target, rows);
    }
  });
}
