import { readRecord, recordHash, type BatchOutcome, type KafkaClient, type LogBatch, type Start } from '#kafka';
import {
  noteStopped,
  readProjectionOffset,
  servedTransaction,
  type Database,
  type ProjectionOffset,
} from '#persistence';

export interface Known {
  readonly database: Database;
  readonly kafka: KafkaClient;
  readonly topic: string;
}

/**
 * Where each assigned partition goes on; none whose log is not the one that was projected so far:
 * the record before must be the one that was there.
 */
export async function knownLog(partitions: readonly number[], known: Known): Promise<ReadonlyMap<number, Start>> {
  const { database } = known;
  const starts = await Promise.all(
    partitions.map(async (partition): Promise<[number, Start]> => {
      const stored = await servedTransaction(database, (sql) => readProjectionOffset(sql, partition));
      if (stored === null) return [partition, stop(0n, `partition ${partition} is not among those of the read models`)];
      const foreign = await foreignBefore(partition, stored, known);
      if (foreign !== null) return [partition, stop(stored.next, foreign)];
      await servedTransaction(database, (sql) => noteStopped(sql, partition, null));
      return [partition, { kind: 'next', next: stored.next }];
    }),
  );
  return new Map(starts);
}

/**
 * The topic may be made anew under a client that reads it, which goes on in the new log as if nothing had been. What is
 * the known log now, after the batch was fetched, was so when it was fetched.
 */
export async function fromForeignLog(
  { partition, firstOffset }: LogBatch,
  known: Known,
): Promise<Extract<BatchOutcome, { kind: 'stop' }> | null> {
  const stored = await servedTransaction(known.database, (sql) => readProjectionOffset(sql, partition));
  // Who stands elsewhere is told so by the claim of the batch.
  if (stored?.next !== firstOffset) return null;
  const foreign = await foreignBefore(partition, stored, known);
  return foreign === null ? null : stop(firstOffset, foreign);
}

async function foreignBefore(
  partition: number,
  { lastOffset, lastHash }: ProjectionOffset,
  { kafka, topic }: Known,
): Promise<string | null> {
  if (lastOffset === null || lastHash === null) return null;
  const record = await readRecord(kafka, topic, partition, lastOffset);
  if (record !== null && recordHash(record).equals(lastHash)) return null;
  const found = record === null ? 'is gone' : 'is another one';
  return `the record at ${partition}@${lastOffset}, the last that was projected, ${found}: this is not the log of these read models`;
}

function stop(offset: bigint, reason: string): Extract<Start & BatchOutcome, { kind: 'stop' }> {
  return { kind: 'stop', reason: { category: 'foreign-log', reason, offset } };
}
