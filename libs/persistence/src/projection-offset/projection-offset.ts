import type { Sql } from '../sql.js';

/** How far a partition of the log has been applied, and what the log looked like there. */
export interface ProjectionOffset {
  readonly next: bigint;
  readonly lastOffset: bigint | null;
  readonly lastHash: Buffer | null;
}

export interface Claim {
  readonly partition: number;
  /** The batch's first offset, and its last plus one. */
  readonly start: bigint;
  readonly end: bigint;
  /** The batch's last record; `null` if it has none. */
  readonly last: { readonly offset: bigint; readonly hash: Buffer } | null;
}

export async function prepareProjectionOffsets(sql: Sql, partitions: number): Promise<void> {
  await sql.query(
    // Not of those that are there: to find that out by the conflict is to wait for who has claimed one.
    `INSERT INTO projection_offset (partition, next) SELECT n, 0 FROM generate_series(0, $1::int - 1) n
      WHERE NOT EXISTS (SELECT FROM projection_offset WHERE partition = n) ON CONFLICT DO NOTHING`,
    [partitions],
  );
}

/** The compare-and-set that decides who applies a batch. `false`: somebody else has, it is not the one that comes next, or another generation is served. */
export async function claimBatch(sql: Sql, { partition, start, end, last }: Claim): Promise<boolean> {
  const rows = await sql.query<{ partition: number }>(
    `WITH claimed AS (
       UPDATE projection_offset SET next = $3, last_applied_at = clock_timestamp(), stopped = NULL,
         last_offset = coalesce($4, last_offset), last_hash = coalesce($5, last_hash)
       WHERE partition = $1 AND next = $2 AND NOT retired RETURNING partition)
     SELECT partition FROM claimed`,
    [partition, start.toString(), end.toString(), last?.offset.toString() ?? null, last?.hash ?? null],
  );
  return rows.length > 0;
}

export async function readProjectionOffset(sql: Sql, partition: number): Promise<ProjectionOffset | null> {
  const [row] = await sql.query<{ next: string; last_offset: string | null; last_hash: Buffer | null }>(
    'SELECT next, last_offset, last_hash FROM projection_offset WHERE partition = $1',
    [partition],
  );
  if (row === undefined) return null;
  return {
    next: BigInt(row.next),
    lastOffset: row.last_offset === null ? null : BigInt(row.last_offset),
    lastHash: row.last_hash,
  };
}

/** Why a partition stands still, for those who ask; the next batch that is applied clears it. */
export async function noteStopped(sql: Sql, partition: number, stopped: object | null): Promise<void> {
  await sql.query(
    'UPDATE projection_offset SET stopped = $2 WHERE partition = $1 AND (stopped IS NOT NULL OR $2::json IS NOT NULL)',
    [partition, stopped === null ? null : JSON.stringify(stopped)],
  );
}
