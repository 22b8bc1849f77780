import type { ChangeEvent, FeedItem, LogOffset } from '#contracts';
import type { Sql } from '../sql.js';

export interface ChangeRow {
  readonly partition: number;
  readonly sequence: string;
  readonly event: ChangeEvent;
}

/** Everything that one event changed. What a new generation made different has a place in the log, and no event. */
export async function readChangesCausedBy(sql: Sql, { partition, offset }: LogOffset): Promise<FeedItem[]> {
  const rows = await sql.query<ChangeRow>(
    `SELECT partition, sequence, event FROM public.change
      WHERE cause_partition = $1 AND cause_offset = $2 AND event->'data'->'cause'->>'type' IS DISTINCT FROM 'disclosure.generation.built.v1' ORDER BY partition, sequence`,
    [partition, offset.toString()],
  );
  return rows.map(toFeedItem);
}

/** By partition, the last sequence there is: 0 where there is none. */
export async function readChangeHeads(sql: Sql, partitions: number): Promise<number[]> {
  const rows = await sql.query<{ partition: number; sequence: string }>(
    'SELECT partition, sequence FROM public.change_head',
  );
  const heads = new Map(rows.map(({ partition, sequence }) => [partition, Number(sequence)]));
  return Array.from({ length: partitions }, (_, partition) => heads.get(partition) ?? 0);
}

export function toFeedItem({ partition, sequence, event }: ChangeRow): FeedItem {
  return { partition, sequence: Number(sequence), change: event };
}
