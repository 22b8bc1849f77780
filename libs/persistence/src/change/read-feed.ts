import type { FeedItem } from '#contracts';
import type { Sql } from '../sql.js';
import { feedConditions, type FeedFilter } from './feed-conditions.js';
import { readChangeHeads, toFeedItem, type ChangeRow } from './read-changes.js';

/** How far the feed is read: by partition the last sequence, and the partition that comes first on the next page. */
export interface FeedPlace {
  readonly sequences: readonly number[];
  readonly turn: number;
}

export interface FeedLimits {
  readonly items: number;
  /** How many changes of each partition one query looks at, so that a filter that matches few stays answerable. */
  readonly span?: number;
  /** After this the page is given as it is, in milliseconds. */
  readonly within?: number;
  /** By partition, the last sequence to look at; asked for where it is not known. */
  readonly heads?: readonly number[];
}

export interface FeedPage {
  readonly items: readonly FeedItem[];
  /** Past everything looked at, whether it matched or not. */
  readonly next: FeedPlace;
}

const defaultSpan = 5_000;
const defaultWithin = 1_000;

/** What matches after `place`, partitions taking turns, each in order of sequence. */
export async function readFeed(sql: Sql, place: FeedPlace, filter: FeedFilter, limits: FeedLimits): Promise<FeedPage> {
  const until = performance.now() + (limits.within ?? defaultWithin);
  const heads = limits.heads ?? (await readChangeHeads(sql, place.sequences.length));
  // An incident has an index of its own.
  const span = filter.incident === null ? (limits.span ?? defaultSpan) : Number.MAX_SAFE_INTEGER;
  const items: FeedItem[] = [];
  let { sequences } = place;
  for (;;) {
    const ends = sequences.map((after, partition) => Math.max(after, Math.min(heads[partition] ?? 0, after + span)));
    const room = limits.items - items.length;
    const found = await readSpans(sql, { after: sequences, ends, turn: place.turn }, filter, room);
    items.push(...found);
    // What lay beyond a full page may match: each partition is read up to its last item only.
    if (found.length === room) return { items, next: found.reduce(placeAfter, { sequences, turn: place.turn }) };
    sequences = ends;
    const atEnd = ends.every((end, partition) => end >= (heads[partition] ?? 0));
    if (atEnd || performance.now() > until) return { items, next: { sequences, turn: place.turn } };
  }
}

/** Where a reader stands that has read this far and then `item`. */
export function placeAfter({ sequences }: FeedPlace, { partition, sequence }: FeedItem): FeedPlace {
  return { sequences: sequences.with(partition, sequence), turn: (partition + 1) % sequences.length };
}

interface Spans {
  readonly after: readonly number[];
  readonly ends: readonly number[];
  readonly turn: number;
}

async function readSpans(
  sql: Sql,
  { after, ends, turn }: Spans,
  filter: FeedFilter,
  limit: number,
): Promise<FeedItem[]> {
  const spans = after
    .map((from, partition) => ({ partition, from, end: ends[partition] ?? from }))
    .filter(({ from, end }) => end > from);
  if (spans.length === 0) return [];
  const parameters: unknown[] = [
    spans.map(({ partition }) => partition),
    spans.map(({ from }) => from),
    spans.map(({ end }) => end),
    limit,
    after.length,
    turn,
  ];
  const conditions = feedConditions(filter, (value) => `$${parameters.push(value)}`);
  // The places are sorted first, and only what makes the page is fetched whole.
  const rows = await sql.query<ChangeRow>(
    `WITH places AS MATERIALIZED (
       SELECT found.partition, found.sequence, row_number() OVER (PARTITION BY found.partition ORDER BY found.sequence) AS round,
              (found.partition - $6::int + $5::int) % $5::int AS turn
         FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS span(partition, after, "end")
        CROSS JOIN LATERAL (
          SELECT partition, sequence FROM public.change
           WHERE partition = span.partition AND sequence > span.after AND sequence <= span."end" ${conditions}
           ORDER BY sequence LIMIT $4) AS found
        ORDER BY round, turn LIMIT $4)
     SELECT partition, sequence, event FROM places JOIN public.change USING (partition, sequence) ORDER BY round, turn`,
    parameters,
  );
  return rows.map(toFeedItem);
}
