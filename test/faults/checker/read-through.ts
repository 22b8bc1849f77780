import { randomUUID } from 'node:crypto';
import kafkajs, { type KafkaMessage } from 'kafkajs';
import type { Target } from '../../oracle/pipeline/target.js';

/** Hands over a topic from its start, read committed: each partition in order, nothing kept. */
export async function readThrough(
  { brokers, prefix }: Pick<Target, 'brokers' | 'prefix'>,
  name: string,
  each: (partition: number, messages: readonly KafkaMessage[]) => Promise<void> | void,
): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'checker', logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${prefix}checker-${randomUUID()}`, maxWaitTimeInMs: 200 });
  const { promise: read, resolve, reject } = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topic: `${prefix}${name}`, fromBeginning: true });
  let empty = 0;
  // A topic may end with markers, which no consumer sees: fetches that bring nothing tell its end.
  consumer.on(consumer.events.FETCH, ({ payload }) => {
    empty = payload.numberOfBatches === 0 ? empty + 1 : 0;
    if (empty === 5) resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch, heartbeat }) => {
      empty = 0;
      try {
        await each(batch.partition, batch.messages);
      } catch (error) {
        reject(error);
      }
      await heartbeat();
    },
  });
  try {
    await read;
  } finally {
    await consumer.disconnect();
  }
}

export async function endOffsets({ brokers, prefix }: Pick<Target, 'brokers' | 'prefix'>, name: string) {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'checker', logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(`${prefix}${name}`);
    return new Map(ends.map(({ partition, high }) => [partition, BigInt(high)]));
  } finally {
    await admin.disconnect();
  }
}

export function headersOf({ headers = {} }: Pick<KafkaMessage, 'headers'>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String([value].flat()[0])]));
}
