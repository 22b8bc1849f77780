import type { KafkaClient } from '../client/kafka-client.js';
import { readTail } from '../read/read-tail.js';
import { Ends } from './ends.js';
import { toPublisherError } from './errors.js';
import { settle } from './heal.js';
import { Publisher, type PublisherTopics } from './publisher.js';
import { readPublisherTail } from './publisher-tail.js';
import { Transactions } from './transactions.js';

export interface PublisherOptions {
  readonly kafka: KafkaClient;
  /** The same for every owner this partition ever has: its epoch is what keeps a predecessor out. */
  readonly transactionalId: string;
  readonly partition: number;
  readonly topics: PublisherTopics;
}

/**
 * Takes a partition over: ends what a predecessor has under way, makes sure that nothing lies unfinished, and only then
 * reads where the topics stand. Rejects with `Fenced`, `PartitionStuck`, `TailForeign` or `PublishFailed`.
 */
export async function openPublisher({
  kafka,
  transactionalId,
  partition,
  topics,
}: PublisherOptions): Promise<Publisher> {
  let transactions: Transactions | undefined;
  try {
    transactions = await Transactions.open(kafka, transactionalId, partition);
    const { changes, incidents, deadLetters } = topics;
    const offsets = await settle(kafka, transactions, partition, [changes, incidents, deadLetters]);
    const at = (topic: string) => {
      const found = offsets.get(topic);
      if (found === undefined) throw new Error(`${topic} was not looked at`);
      return { topic, offsets: found };
    };
    const tail = await readPublisherTail(kafka, at(changes), at(deadLetters));
    const ends = new Ends(new Map([...offsets].map(([topic, { high }]) => [topic, high])));
    const incidentsEmpty = (await readTail(kafka, incidents, at(incidents).offsets)).kind === 'empty';
    return new Publisher({ ...tail, incidentsEmpty }, topics, transactions, ends);
  } catch (error) {
    transactions?.discard();
    throw toPublisherError(error);
  }
}
