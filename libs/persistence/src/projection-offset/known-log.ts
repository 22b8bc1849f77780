import type { Sql } from '../sql.js';
import type { ProjectionOffset } from './projection-offset.js';

/** By partition; nothing is applied until the transaction ends. */
export async function lockProjection(sql: Sql): Promise<Map<number, ProjectionOffset>> {
  const rows = await sql.query<{
    partition: number;
    next: string;
    last_offset: string | null;
    last_hash: Buffer | null;
  }>('SELECT partition, next, last_offset, last_hash FROM projection_offset ORDER BY partition FOR UPDATE');
  return new Map(
    rows.map(({ partition, next, last_offset, last_hash }) => [
      partition,
      {
        next: BigInt(next),
        lastOffset: last_offset === null ? null : BigInt(last_offset),
        lastHash: last_hash,
      },
    ]),
  );
}

/** The log that the read models come from is another one from now on, which has this record as the last that was applied. */
export async function acknowledgeLog(sql: Sql, partition: number, lastHash: Buffer): Promise<void> {
  await sql.query('UPDATE projection_offset SET last_hash = $2, stopped = NULL WHERE partition = $1', [
    partition,
    lastHash,
  ]);
}
