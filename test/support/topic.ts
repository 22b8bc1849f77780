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
  const records: TopicRecord[] = [];
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let empty = 0;
  // Where a topic ends with markers, no offset tells; two fetches that bring nothing do.
  consumer.on(consumer.events.FETCH, ({ payload }) => {
    empty = payload.numberOfBatches === 0 ? empty + 1 : 0;
    if (empty === 2) resolve();
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { partition, messages } }) => {
      empty = 0;
      records.push(...messages.map((message) => toRecord(partition, message)));
      return Promise.resolve();
    },
  });
  await done;
  await consumer.disconnect();
  return records.sort((a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset)));
}

function toRecord(partition: number, { offset, key, value, headers }: KafkaMessage): TopicRecord {
  const texts = Object.entries(headers ?? {}).map(([name, content]): [string, string] => [
    name,
    String([content].flat()[0]),
  ]);
  return {
    partition,
    offset,
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
    headers: Object.fromEntries(texts),
  };
}
