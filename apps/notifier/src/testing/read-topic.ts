import { randomUUID } from 'node:crypto';
import kafkajs, { type KafkaMessage } from 'kafkajs';
import { fetchOffsets, type KafkaClient } from '#kafka';
import { kafkaBrokers } from '../../../../test/support/index.js';

export interface ReadRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: KafkaMessage;
}

/** Every record up to the end as a `read_committed` consumer gets it, with a plain client of its own. */
export async function readTopic(kafka: KafkaClient, topic: string): Promise<ReadRecord[]> {
  const ends = new Map(
    (await fetchOffsets(kafka, topic)).map(({ partition, low, high }) => [partition, { low, high }]),
  );
  const left = new Set([...ends].filter(([, { low, high }]) => high > low).map(([partition]) => partition));
  const records: ReadRecord[] = [];
  if (left.size === 0) return records;
  const client = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING });
  const consumer = client.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100, readUncommitted: false });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const reached = (partition: number, next: bigint): void => {
    if (next >= (ends.get(partition)?.high ?? 0n)) left.delete(partition);
    if (left.size === 0) resolve(undefined);
  };
  // A marker at the very end never reaches `eachBatch`.
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) =>
    reached(payload.partition, BigInt(payload.lastOffset) + 1n),
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      records.push(...batch.messages.map((message) => toRecord(batch.partition, message)));
    },
  });
  await promise;
  await consumer.stop();
  await consumer.disconnect();
  return records.sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
}

/** Sequences of one partition, in the order of the topic. */
export function sequencesOf(records: readonly ReadRecord[], partition: number): number[] {
  return records.filter((record) => record.partition === partition).map(({ headers }) => Number(headers['sequence']));
}

export function oneTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

function toRecord(partition: number, message: KafkaMessage): ReadRecord {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String([value].flat()[0])]);
  return {
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? null,
    value: message.value?.toString() ?? null,
    headers: Object.fromEntries(headers),
    raw: message,
  };
}
