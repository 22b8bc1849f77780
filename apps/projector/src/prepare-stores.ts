import { topicNames } from '#contracts';
import { ensureTopics, TopicMismatch, type KafkaClient } from '#kafka';
import {
  migrate,
  NothingServed,
  prepareChangeHeads,
  prepareProjectionOffsets,
  servedTransaction,
  sqlOf,
  type Database,
} from '#persistence';
import { isLostStore } from '#projection';
import { CannotStart, onceThere, type Settings } from '#service';

/** Everything that must be there before the first event can be applied: topics, tables, and the rows that offsets and sequences are kept in. */
export async function prepareStores(
  { partitions, topicPrefix }: Settings<'kafka' | 'database'>,
  { kafka, database }: { kafka: KafkaClient; database: Database },
  note: (reason: string) => void,
): Promise<void> {
  await onceThere('PostgreSQL', () => connect(database), note);
  await migrate(database);
  await prepareChangeHeads(sqlOf(database), partitions);
  await onceThere('Kafka', () => topics(kafka, partitions, topicPrefix), note);
  if (await isLostStore(kafka, database, topicNames(topicPrefix))) note(new NothingServed().message);
  else await servedTransaction(database, (sql) => prepareProjectionOffsets(sql, partitions));
}

async function connect(database: Database): Promise<void> {
  if (!database.isInitialized) await database.initialize();
}

async function topics(kafka: KafkaClient, partitions: number, prefix: string): Promise<void> {
  try {
    await ensureTopics(kafka, { topics: topicNames(prefix), partitions });
  } catch (error) {
    throw error instanceof TopicMismatch ? new CannotStart(error.message) : error;
  }
}
