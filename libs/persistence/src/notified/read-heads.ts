import type { Sql } from '../sql.js';
import type { Sent } from './note.js';

export interface PartitionHead extends Sent {
  /** Whether there are states to be sent although nothing is told of them. */
  readonly again: boolean;
}

/** The last change and the last dead letter there are to publish, by partition. Three index look-ups a partition. */
export async function readHeads(sql: Sql, partitions: readonly number[]): Promise<Map<number, PartitionHead>> {
  const rows = await sql.query<{ partition: number; sequence: string; dead_letter: string | null; again: boolean }>(
    `SELECT wanted.partition,
            coalesce((SELECT sequence FROM public.change_head h WHERE h.partition = wanted.partition), 0) AS sequence,
            (SELECT max("offset") FROM public.dead_letter d WHERE d.partition = wanted.partition) AS dead_letter,
            EXISTS (SELECT FROM public.state_again a WHERE a.partition = wanted.partition
                      AND a.generation <= (SELECT number FROM public.generation WHERE state = 'served')) AS again
       FROM unnest($1::int[]) AS wanted(partition)`,
    [partitions],
  );
  return new Map(
    rows.map(({ partition, sequence, dead_letter: offset, again }) => [
      partition,
      { sequence: BigInt(sequence), deadLetterOffset: offset === null ? null : BigInt(offset), again },
    ]),
  );
}
