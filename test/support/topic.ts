import { randomUUID } from 'node:crypto';
import kafkajs, { type KafkaMessage } from 'kafkajs';
import { kafkaBrokers } from './servers.js';

export interface TopicRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Everything committed in a topic now, as a consumer of anybody's would see it with `read_committed`:
 * by partition, in order.
 */
export async function readTopic(topic: string): Promise<TopicRecord[]> {
  const kafka = new kafkajs.Kafka({ brokers: kafkaBrokers(), clientId: 'reader', logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high, low }) => [partition, { high: BigInt(high), low: BigInt(low) }]));
  await admin.disconnect();
  const records: TopicRecord[] = [];
  const waiting = new Set([...ends].filter(([, { high, low }]) => high > low).map(([partition]) => partition));
  if (waiting.size === 0) return [];
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const passed = (partition: number, offset: bigint) => {
    if (offset + 1n >= (ends.get(partition)?.high ?? 0n)) waiting.delete(partition);
    if (waiting.size === 0) resolve();
  };
  // Behind the last record there may be markers, which no handler sees: a fetch that is past them says so.
  consumer.on(consumer.events.FETCH, () => undefined);
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => passed(payload.partition, BigInt(payload.lastOffset)));
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { partition, messages, lastOffset } }) => {
      records.push(...messages.map((message) => toRecord(partition, message)));
      passed(partition, BigInt(lastOffset()));
      return Promise.resolve();
    },
  });
  await done;
  await consumer.disconnect();
  return records.sort((a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset)));
}

function toRecord(partition: number, { offset, key, value, headers }: KafkaMessage): TopicRecord {
  const texts = Object.entries(headers ?? {}).map(([name, content]): [string, string] => [name, String([content].flat()[0])]);
  return { partition, offset, key: key?.toString() ?? null, value: value?.toString() ?? null, headers: Object.fromEntries(texts) };
}
