import { readRecord, recordHash, type KafkaClient, type Start } from '#kafka';
import { readProjectionOffset, servedTransaction, type Database } from '#persistence';

/**
 * Where each assigned partition goes on; none whose log is not the one that was projected so far:
 * the record before must be the one that was there.
 */
export async function knownLog(
  partitions: readonly number[],
  { database, kafka, topic }: { database: Database; kafka: KafkaClient; topic: string },
): Promise<ReadonlyMap<number, Start>> {
  const starts = await Promise.all(
    partitions.map(async (partition): Promise<[number, Start]> => {
      const stored = await servedTransaction(database, (sql) => readProjectionOffset(sql, partition));
      if (stored === null) return [partition, stop(0n, `partition ${partition} is not among those of the read models`)];
      const { next, lastOffset, lastHash } = stored;
      if (lastOffset === null || lastHash === null) return [partition, { kind: 'next', next }];
      const record = await readRecord(kafka, topic, partition, lastOffset);
      if (record !== null && recordHash(record).equals(lastHash)) return [partition, { kind: 'next', next }];
      const found = record === null ? 'is gone' : 'is another one';
      return [
        partition,
        stop(
          next,
          `the record at ${partition}@${lastOffset}, the last that was projected, ${found}: this is not the log of these read models`,
        ),
      ];
    }),
  );
  return new Map(starts);
}

function stop(offset: bigint, reason: string): Start {
  return { kind: 'stop', reason: { category: 'foreign-log', reason, offset } };
}
