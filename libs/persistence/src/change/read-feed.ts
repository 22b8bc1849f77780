import type { FeedItem } from '#contracts';
import type { Sql } from '../sql.js';
import { readChangeHeads, toFeedItem, type ChangeRow } from './read-changes.js';

/** How far the feed is read: by partition the last sequence, and the partition that comes first on the next page. */
export interface FeedPlace {
  readonly sequences: readonly number[];
  readonly turn: number;
}

export interface FeedFilter {
  readonly incident: string | null;
  /** Any of them; all where there is none. */
  readonly kinds: readonly string[];
  readonly fact: string | null;
  readonly item: string | null;
}

export interface FeedLimits {
  readonly items: number;
  /** How many changes of each partition one query looks at, so that a filter that matches few stays answerable. */
  readonly span?: number;
  /** After this the page is given as it is, in milliseconds. */
  readonly within?: number;
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
  const heads = await readChangeHeads(sql, place.sequences.length);
  // An incident has an index of its own.
  const span = filter.incident === null ? (limits.span ?? defaultSpan) : Number.MAX_SAFE_INTEGER;
  const items: FeedItem[] = [];
  let { sequences } = place;
  for (;;) {
    const ends = sequences.map((after, partition) => Math.max(after, Math.min(heads[partition] ?? 0, after + span)));
    const room = limits.items - items.length;
    const found = await readSpans(sql, { after: sequences, ends, turn: place.turn }, filter, room);
    items.push(...found);
    if (found.length === room) return { items, next: afterFullPage(sequences, found, place.turn) };
    sequences = ends;
    const atEnd = ends.every((end, partition) => end >= (heads[partition] ?? 0));
    if (atEnd || performance.now() > until) return { items, next: { sequences, turn: place.turn } };
  }
}

/** What lay beyond a full page may match: each partition is read up to its last item only. */
function afterFullPage(sequences: readonly number[], found: readonly FeedItem[], turn: number): FeedPlace {
  const read = [...sequences];
  for (const { partition, sequence } of found) read[partition] = sequence;
  const last = found.at(-1);
  return { sequences: read, turn: last === undefined ? turn : (last.partition + 1) % sequences.length };
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
  const use = (value: unknown) => `$${parameters.push(value)}`;
  const conditions: string[] = [];
  if (filter.incident !== null) conditions.push(`AND incident_id = ${use(filter.incident)}`);
  if (filter.kinds.length > 0) conditions.push(`AND kind = ANY(${use(filter.kinds)})`);
  if (filter.fact !== null) conditions.push(`AND fact = ${use(filter.fact)}`);
  if (filter.item !== null) conditions.push(`AND item = ${use(filter.item)}`);
  // The places are sorted first, and only what makes the page is fetched whole.
  const rows = await sql.query<ChangeRow>(
    `WITH places AS MATERIALIZED (
       SELECT found.partition, found.sequence, row_number() OVER (PARTITION BY found.partition ORDER BY found.sequence) AS round,
              (found.partition - $6::int + $5::int) % $5::int AS turn
         FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS span(partition, after, "end")
        CROSS JOIN LATERAL (
          SELECT partition, sequence FROM public.change
           WHERE partition = span.partition AND sequence > span.after AND sequence <= span."end" ${conditions.join(' ')}
           ORDER BY sequence LIMIT $4) AS found
        ORDER BY round, turn LIMIT $4)
     SELECT partition, sequence, event FROM places JOIN public.change USING (partition, sequence) ORDER BY round, turn`,
    parameters,
  );
  return rows.map(toFeedItem);
}
