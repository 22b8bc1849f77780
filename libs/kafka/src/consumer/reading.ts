import type { Consumer } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';
import type { LogConsumerOptions } from './log-consumer-options.js';

const COMMIT_EVERY_MS = 5_000;
const FETCH_BYTES = 1_048_576;

/** Of a partition at a time. */
export function fetchBytes({ maxBytesPerPartition = FETCH_BYTES }: LogConsumerOptions): number {
  return maxBytesPerPartition;
}

export interface ReadingOptions {
  readonly kafka: KafkaClient;
  readonly groupId: string;
  readonly sessionTimeout: number;
  readonly maxBytesPerPartition: number;
}

export function createConsumer({ kafka, groupId, sessionTimeout, maxBytesPerPartition }: ReadingOptions): Consumer {
  return kafka.native().consumer({
    groupId,
    sessionTimeout,
    heartbeatInterval: Math.floor(sessionTimeout / 10),
    maxWaitTimeInMs: 250,
    maxBytesPerPartition,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 10 },
  });
}

/** Where to read one topic on, as kafkajs takes it. None of it moves anything that counts: the stored offset does. */
export class Reading {
  private committedAt = 0;

  constructor(
    private readonly consumer: Consumer,
    private readonly topic: string,
  ) {}

  seek(partition: number, next: bigint): void {
    whileRunning(() => this.consumer.seek({ topic: this.topic, partition, offset: next.toString() }));
  }

  pause(partitions: readonly number[]): void {
    whileRunning(() => this.consumer.pause([{ topic: this.topic, partitions: [...partitions] }]));
  }

  resume(partition: number): void {
    whileRunning(() => this.consumer.resume([{ topic: this.topic, partitions: [partition] }]));
  }

  /** Kafka's committed offsets are for lag tools only: seldom, and failures do not matter. */
  note(positions: readonly { readonly partition: number; readonly next: bigint }[]): void {
    if (Date.now() - this.committedAt < COMMIT_EVERY_MS || positions.length === 0) return;
    this.committedAt = Date.now();
    const offsets = positions.map(({ partition, next }) => ({ topic: this.topic, partition, offset: next.toString() }));
    void this.consumer.commitOffsets(offsets).catch(() => undefined);
  }
}

// kafkajs throws once it has stopped, and then there is no place to go on from.
function whileRunning(change: () => void): void {
  try {
    change();
  } catch {
    return;
  }
}
