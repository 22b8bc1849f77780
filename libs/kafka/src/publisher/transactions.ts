import type { Producer, RecordMetadata, Transaction } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';
import { byPartition, type PlacedMessage } from '../produce/by-partition.js';
import { within } from '../within.js';
import type { PublishMessage } from './publish-batch.js';

export interface TopicPart {
  readonly topic: string;
  readonly messages: readonly PublishMessage[];
}

export interface Sent {
  readonly topic: string;
  readonly base: bigint;
  readonly count: number;
}

const TRANSACTION_TIMEOUT_MS = 30_000;
const INIT_MS = 30_000;
const STEP_MS = 15_000;

/**
 * One transactional producer bound to one partition, one request in flight. Beginning the first transaction bumps the
 * epoch; a transaction into which nothing was sent does not exist for the broker, so it cannot time out.
 */
export class Transactions {
  private transaction: Transaction | undefined;

  private constructor(
    private readonly producer: Producer,
    private readonly partition: number,
  ) {}

  static async open(kafka: KafkaClient, transactionalId: string, partition: number): Promise<Transactions> {
    const producer = kafka.native().producer({
      transactionalId,
      idempotent: false,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      // A broker that still writes the last commit's markers refuses the next transaction for a few milliseconds.
      retry: { initialRetryTime: 5, maxRetryTime: 500, retries: 10 },
    });
    const transactions = new Transactions(producer, partition);
    try {
      await within(producer.connect(), STEP_MS, 'Connecting');
      transactions.transaction = await within(producer.transaction(), INIT_MS, 'Initialising the transactional id');
      return transactions;
    } catch (error) {
      transactions.discard();
      throw error;
    }
  }

  /** Each topic once, in one request a broker. Answers where the first of each came to stand. */
  async send(parts: readonly TopicPart[]): Promise<readonly Sent[]> {
    const transaction = await this.current();
    const sent = transaction.sendBatch({
      acks: -1,
      topicMessages: parts.map(({ topic, messages }) => ({
        topic,
        messages: byPartition(messages.map((message) => toMessage(message, this.partition))),
      })),
    });
    const answer = await within(sent, STEP_MS, `Sending to ${parts.map(({ topic }) => topic).join(', ')}`);
    return parts.map(({ topic, messages }) => ({
      topic,
      base: this.baseOffset(answer, topic),
      count: messages.length,
    }));
  }

  async commit(): Promise<void> {
    const transaction = await this.current();
    await within(transaction.commit(), STEP_MS, 'Committing');
    this.transaction = undefined;
  }

  async abort(): Promise<void> {
    const transaction = await this.current();
    await within(transaction.abort(), STEP_MS, 'Aborting');
    this.transaction = undefined;
  }

  async close(): Promise<void> {
    await within(this.producer.disconnect(), STEP_MS, 'Disconnecting');
  }

  /** Without waiting: requests still under way may take their full time-out, and their answers no longer matter. */
  discard(): void {
    void this.producer.disconnect().catch(() => undefined);
  }

  private async current(): Promise<Transaction> {
    return (this.transaction ??= await within(this.producer.transaction(), STEP_MS, 'Beginning a transaction'));
  }

  private baseOffset(answer: readonly RecordMetadata[], topic: string): bigint {
    const named = answer.find(
      (each) => each.topicName === topic && each.partition === this.partition && each.errorCode === 0,
    );
    if (named?.baseOffset === undefined) throw new Error(`The answer does not acknowledge ${topic} ${this.partition}`);
    return BigInt(named.baseOffset);
  }
}

function toMessage({ key, value, headers }: PublishMessage, partition: number): PlacedMessage {
  return headers === undefined ? { key, value, partition } : { key, value, partition, headers };
}
