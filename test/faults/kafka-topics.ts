import { type Topics, topicNames } from '#contracts';
import {
  createKafka,
  ensureTopics,
  fetchPartitionOffsets,
  type KafkaClient,
  type KafkaConfig,
  type LogRecord,
  readRecord,
} from '#kafka';
import { eventually, freshPrefix, kafkaBrokers } from '../support/index.js';

export function kafkaOver(config: Partial<KafkaConfig> = {}): KafkaClient {
  return createKafka({ brokers: kafkaBrokers(), clientId: 'faults', ...config });
}

export async function freshTopics(kafka: KafkaClient, partitions: number): Promise<Topics> {
  const topics = topicNames(freshPrefix());
  await ensureTopics(kafka, { topics, partitions });
  return topics;
}

/** Every record that a `read_committed` reader sees in a partition once all transactions are ended. */
export async function readPartition(kafka: KafkaClient, topic: string, partition: number): Promise<LogRecord[]> {
  const { low, high } = await eventually(async () => {
    const offsets = await fetchPartitionOffsets(kafka, topic, partition);
    if (offsets.stable !== offsets.high) throw new Error(`${topic} ${partition} has an open transaction`);
    return offsets;
  });
  const records: LogRecord[] = [];
  for (let at = low; at < high; at += 1n) {
    const record = await readRecord(kafka, topic, partition, at);
    if (record !== null) records.push(record);
  }
  return records;
}
