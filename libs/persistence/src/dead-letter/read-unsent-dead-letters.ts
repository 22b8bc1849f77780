import type { Stretch } from '../change/read-unsent-changes.js';
import type { Sql } from '../sql.js';
import { decodeHeaders, type StoredHeader } from './headers.js';
import type { DeadReason } from '#contracts';

export interface UnsentDeadLetter {
  readonly offset: bigint;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer[]>>;
}

interface Row {
  readonly offset: string;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly StoredHeader[];
}

/** In the order of their offset, which is that in which they were written: a partition is projected in order. */
export async function readUnsentDeadLetters(
  sql: Sql,
  { partition, after, rows, bytes }: Stretch,
): Promise<UnsentDeadLetter[]> {
  const found = await sql.query<Row>(
    `SELECT "offset", reason, detail, key, value, headers
       FROM (SELECT *, sum(coalesce(octet_length(value), 0)) OVER (ORDER BY "offset") - coalesce(octet_length(value), 0) AS bytes_before
               FROM (SELECT * FROM public.dead_letter WHERE partition = $1 AND "offset" > $2 ORDER BY "offset" LIMIT $3) next) sized
      WHERE bytes_before < $4
      ORDER BY "offset"`,
    [partition, after.toString(), rows, bytes],
  );
  return found.map(({ offset, reason, detail, key, value, headers }) => ({
    offset: BigInt(offset),
    reason,
    detail,
    key,
    value,
    headers: decodeHeaders(headers),
  }));
}

/** By partition, how many stand behind an offset. */
export async function countDeadLettersAfter(
  sql: Sql,
  after: ReadonlyMap<number, bigint>,
): Promise<Map<number, number>> {
  const rows = await sql.query<{ partition: number; count: number }>(
    `SELECT wanted.partition,
            (SELECT count(*)::int FROM public.dead_letter d WHERE d.partition = wanted.partition AND d."offset" > wanted.after) AS count
       FROM unnest($1::int[], $2::bigint[]) AS wanted(partition, after)`,
    [[...after.keys()], [...after.values()].map(String)],
  );
  return new Map(rows.map(({ partition, count }) => [partition, count]));
}
