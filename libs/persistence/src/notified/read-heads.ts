import type { Sql } from '../sql.js';
import type { Sent } from './note.js';

/** The last change and the last dead letter there are to publish, by partition. Two index look-ups a partition. */
export async function readHeads(sql: Sql, partitions: readonly number[]): Promise<Map<number, Sent>> {
  const rows = await sql.query<{ partition: number; sequence: string; dead_letter: string | null }>(
    `SELECT wanted.partition,
            coalesce((SELECT sequence FROM public.change_head h WHERE h.partition = wanted.partition), 0) AS sequence,
            (SELECT max("offset") FROM public.dead_letter d WHERE d.partition = wanted.partition) AS dead_letter
       FROM unnest($1::int[]) AS wanted(partition)`,
    [partitions],
  );
  return new Map(
    rows.map(({ partition, sequence, dead_letter: offset }) => [
      partition,
      { sequence: BigInt(sequence), deadLetterOffset: offset === null ? null : BigInt(offset) },
    ]),
  );
}
