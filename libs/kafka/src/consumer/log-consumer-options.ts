import type { KafkaClient } from '../client/kafka-client.js';
import type { Start, StopReason } from './batch-outcome.js';

export interface LogConsumerOptions {
  readonly kafka: KafkaClient;
  readonly groupId: string;
  readonly topic: string;
  /** The pattern of the Nest handler; the topic's name unless given (a prefix is known only at run time). */
  readonly pattern?: string;
  /** How many partitions are handled at once; 1 unless given. */
  readonly concurrency?: number;
  /** Per partition and fetch; 1 MiB unless given. */
  readonly maxBytesPerPartition?: number;
  /**
   * Asked for each assigned partition before anything is read: the stored offset, or why it stands still. Asked again,
   * with growing pauses, while it rejects. A partition it leaves out is not read.
   */
  readonly onAssigned: (partitions: readonly number[]) => Promise<ReadonlyMap<number, Start>>;
  /** A partition stands still from now on, for what is in its status. */
  readonly onStopped?: (partition: number, reason: StopReason) => void;
  /**
   * Whether a batch failed for want of what a new process would lack as well (a database that is away, or whose disk is
   * full): then the partition is given `unavailableTimeout`, not `stallTimeout`.
   */
  readonly isUnavailable?: (error: unknown) => boolean;
  /** kafkajs gave up, or nothing moved while there is lag. Unless given, logs and ends the process with exit code 1. */
  readonly onDead?: (error: Error) => void;
  /** How long a partition may stand still while there is lag, in milliseconds; 60 s unless given. */
  readonly stallTimeout?: number;
  /** The same while every attempt fails as `isUnavailable` says, in milliseconds; 10 minutes unless given. */
  readonly unavailableTimeout?: number;
  /** How often watermarks are looked at, in milliseconds; 5 s unless given. */
  readonly watchInterval?: number;
  readonly sessionTimeout?: number;
}

export interface BatchFailure {
  readonly message: string;
  /** Of the first failure in a row, in milliseconds since 1970. */
  readonly since: number;
  readonly unavailable: boolean;
}

export interface PartitionStatus {
  readonly partition: number;
  /** The next offset to be handled; `null` until the start is known. */
  readonly position: bigint | null;
  readonly highWatermark: bigint | null;
  readonly stopped: StopReason | null;
  /** Of the batch that is being tried again. */
  readonly failure: BatchFailure | null;
  /** Since when it has stood where it stands although there is lag, in milliseconds since 1970. */
  readonly stillSince: number | null;
}
