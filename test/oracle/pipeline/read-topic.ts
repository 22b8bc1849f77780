import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { compare } from '../order.js';
import type { Target } from './target.js';

export interface TopicRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything in a topic from its start, read committed, by partition and offset. */
export async function readTopic({ brokers, prefix }: Target, name: string): Promise<TopicRecord[]> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'oracle', logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 200 });
  const records: TopicRecord[] = [];
  const { promise: read, resolve } = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topic: `${prefix}${name}`, fromBeginning: true });
  let empty = 0;
  // A topic may end with markers, which no consumer sees: fetches that bring nothing tell its end.
  consumer.on(consumer.events.FETCH, ({ payload }) => {
    empty = payload.numberOfBatches === 0 ? empty + 1 : 0;
    if (empty === 3) resolve();
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { partition, messages } }) => {
      empty = 0;
      for (const { offset, timestamp, key, value, headers = {} } of messages) {
        const texts = Object.entries(headers).map(([header, content]) => [header, String([content].flat()[0])]);
        records.push({
          partition,
          offset: BigInt(offset),
          timestamp,
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
          headers: Object.fromEntries(texts) as Record<string, string>,
        });
      }
    },
  });
  await read;
  await consumer.disconnect();
  return records.sort((a, b) => compare([a.partition, a.offset], [b.partition, b.offset]));
}
