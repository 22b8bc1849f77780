import type { Batch } from 'kafkajs';
import { type LogRecord, toLogRecord } from '../read/log-record.js';

/**
 * A stretch of one partition, `firstOffset` to `lastOffset` without a gap: markers and aborted records lie inside it but
 * are not among `records`, which may be empty.
 */
export interface LogBatch {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
  readonly highWatermark: bigint;
  readonly records: readonly LogRecord[];
  /** Sent every few seconds while a batch is handled anyway; rejects when the group is rebalancing. */
  heartbeat(): Promise<void>;
}

/** From what kafkajs hands over. Where the fetch began counts, not its first record: a hole in the log belongs to the batch. */
export function toLogBatch(batch: Batch, heartbeat: () => Promise<void>): LogBatch {
  const lastOffset = BigInt(batch.lastOffset());
  const fetched: unknown = Reflect.get(batch, 'fetchedOffset');
  const firstOffset = typeof fetched === 'string' ? BigInt(fetched) : BigInt(batch.firstOffset() ?? lastOffset);
  return {
    topic: batch.topic,
    partition: batch.partition,
    firstOffset,
    lastOffset,
    highWatermark: BigInt(batch.highWatermark),
    records: batch.messages.map(toLogRecord),
    heartbeat,
  };
}
