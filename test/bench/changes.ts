import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import type { Cluster, Place } from './cluster.js';

export interface Reader {
  stop(): Promise<void>;
}

/** A consumer of anybody's on a topic, with `read_committed`, from here on: resolves once it reads. */
export async function follow(
  cluster: Cluster,
  topic: string,
  onRecords: (values: readonly (Buffer | null)[]) => void,
): Promise<Reader> {
  const kafka = new kafkajs.Kafka({
    brokers: [...cluster.brokers],
    clientId: 'reader',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const consumer = kafka.consumer({ groupId: `${topic}.reader`, maxWaitTimeInMs: 50, readUncommitted: false });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const fetching = new Promise((resolve) => consumer.on(consumer.events.FETCH, resolve));
  await consumer.run({
    eachBatch: ({ batch }) => {
      onRecords(batch.messages.map(({ value }) => value));
      return Promise.resolve();
    },
  });
  await fetching;
  return { stop: () => consumer.disconnect() };
}

export function changesOf(place: Place): string {
  return topicNames(place.prefix).changes;
}
