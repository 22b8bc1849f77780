import { topicNames } from '#contracts';
import { fetchOffsets, readRecord, recordHash } from '#kafka';
import {
  readApplied,
  readProjectionOffset,
  readToldEnds,
  servedTransaction,
  sqlOf,
  type Database,
  type ProjectionOffset,
} from '#persistence';
import { Refused } from '../copy-topics/refused.js';
import type { Offsets } from './build.js';
import type { Source } from './source.js';

/**
 * The log begins where it is to be read from, and is the one that both generations come from.
 * @throws Refused with everything that is not so.
 */
export async function mustBeTheLog(source: Source, built: Database, old: number | null): Promise<void> {
  const { kafka, topicPrefix, database } = source;
  const topic = topicNames(topicPrefix).events;
  const reasons: string[] = [];
  for (const { partition, low, high } of await fetchOffsets(kafka, topic)) {
    const own = await readProjectionOffset(sqlOf(built), partition);
    const next = own?.next ?? 0n;
    if (low > next)
      reasons.push(
        `${topic} ${partition} begins at ${low}: what stood before is lost, and cannot be applied again. Restore the log`,
      );
    const served =
      old === null ? null : await servedTransaction(database, (sql) => readProjectionOffset(sql, partition));
    for (const [known, name] of [
      [own, 'being built'],
      [served, 'served'],
    ] as const) {
      if (known === null || known.next === 0n) continue;
      if (known.next > high)
        reasons.push(
          `${topic} ${partition} ends at ${high}, and ${known.next} records of it are in the generation ${name}`,
        );
      else if (low <= next && !(await isKnown(source, topic, partition, known)))
        reasons.push(
          `${topic} ${partition} is not the log that the generation ${name} comes from: is TOPIC_PREFIX right?`,
        );
    }
  }
  if (reasons.length > 0) throw new Refused(reasons);
}

async function isKnown(
  { kafka }: Source,
  topic: string,
  partition: number,
  { lastOffset, lastHash }: ProjectionOffset,
): Promise<boolean> {
  if (lastOffset === null || lastHash === null) return true;
  const record = await readRecord(kafka, topic, partition, lastOffset);
  return record !== null && recordHash(record).equals(lastHash);
}

/** As far as the log was applied before; where the store was lost, as far as anything was told. The projectors go on from there. */
export async function readEnds(
  { kafka, topicPrefix, database, partitions }: Source,
  old: number | null,
): Promise<Offsets> {
  if (old !== null) return readApplied(sqlOf(database), old);
  const ends = new Map(
    (await fetchOffsets(kafka, topicNames(topicPrefix).events)).map(({ partition, stable }) => [partition, stable]),
  );
  for (const [partition, told] of await readToldEnds(sqlOf(database), partitions)) {
    const end = ends.get(partition) ?? 0n;
    if (told < end) ends.set(partition, told);
  }
  return ends;
}
