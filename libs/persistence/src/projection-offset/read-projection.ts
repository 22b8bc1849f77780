import type { Instant, Stopped } from '#contracts';
import type { Sql } from '../sql.js';

export interface PartitionProgress {
  /** The first offset that is not applied. */
  readonly next: bigint;
  readonly lastAppliedAt: Instant | null;
  readonly stopped: Stopped | null;
}

/** By partition; one that nothing was ever applied of may be missing. */
export async function readProjection(sql: Sql): Promise<Map<number, PartitionProgress>> {
  const rows = await sql.query<{
    partition: number;
    next: string;
    last_applied_at: Instant | null;
    stopped: Stopped | null;
  }>('SELECT partition, next, last_applied_at, stopped FROM projection_offset');
  return new Map(
    rows.map(({ partition, next, last_applied_at, stopped }) => [
      partition,
      { next: BigInt(next), lastAppliedAt: last_applied_at, stopped },
    ]),
  );
}

/** By partition, the first offset that is not applied. */
export async function readNextOffsets(sql: Sql): Promise<Map<number, bigint>> {
  const rows = await sql.query<{ partition: number; next: string }>('SELECT partition, next FROM projection_offset');
  return new Map(rows.map(({ partition, next }) => [partition, BigInt(next)]));
}
