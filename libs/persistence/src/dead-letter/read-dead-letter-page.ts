import { parseOffset, type DeadLetterView, type DeadReason, type Instant, type LogOffset } from '#contracts';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import { deadLetterConditions, type DeadLetterFilter, type DeadLetterRange } from './dead-letter-filter.js';
import { decodeHeaders, type StoredHeader } from './headers.js';

/** A dead letter as it is kept. */
export interface StoredDeadLetter {
  readonly at: LogOffset;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly headers: Readonly<Record<string, readonly Buffer[]>>;
  readonly value: Buffer | null;
  readonly recorded: Instant;
  /** Where it was sent again. */
  readonly redriven: string | null;
}

export interface DeadLetterPage {
  readonly letters: readonly StoredDeadLetter[];
  readonly more: boolean;
}

interface Row {
  readonly log_offset: string;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly headers: readonly StoredHeader[];
  readonly value: Buffer | null;
  readonly at: Instant;
  readonly redriven: string | null;
}

const columns = `partition || '@' || "offset" AS log_offset, reason, detail, key, headers, value, at, redriven`;
// A value may have a megabyte.
const PAGE_BYTES = 16 * 1024 * 1024;

/** The first `limit` dead letters of a range, by partition and offset; fewer where they are large, but one at least. */
export async function readDeadLetterPage(
  sql: Sql,
  filter: DeadLetterFilter,
  { limit, ...range }: DeadLetterRange & { readonly limit: number },
): Promise<DeadLetterPage> {
  const { where, values, use } = deadLetterConditions(filter, range);
  const rows = await sql.query<Row & { readonly found: number }>(
    `SELECT ${columns}, found
       FROM (SELECT *, count(*) OVER ()::int AS found,
                    sum(coalesce(octet_length(value), 0)) OVER (ORDER BY partition, "offset") - coalesce(octet_length(value), 0) AS bytes_before
               FROM (SELECT * FROM public.dead_letter WHERE ${where}
                      ORDER BY partition, "offset" LIMIT ${use(limit + 1)}) next) sized
      WHERE bytes_before < ${use(PAGE_BYTES)}
      ORDER BY partition, sized."offset" LIMIT ${use(limit)}`,
    values,
  );
  const [first] = rows;
  return { letters: rows.map(toLetter), more: first !== undefined && first.found > rows.length };
}

/** By reason, how many there are in a range. */
export async function countDeadLetters(
  sql: Sql,
  filter: DeadLetterFilter,
  range: DeadLetterRange,
): Promise<Record<string, number>> {
  const { where, values } = deadLetterConditions(filter, range);
  const rows = await sql.query<{ reason: string; count: number }>(
    `SELECT reason, count(*)::int AS count FROM public.dead_letter WHERE ${where} GROUP BY reason ORDER BY reason`,
    values,
  );
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
}

export async function readDeadLetter(sql: Sql, { partition, offset }: LogOffset): Promise<StoredDeadLetter | null> {
  const [row] = await sql.query<Row>(
    `SELECT ${columns} FROM public.dead_letter WHERE partition = $1 AND "offset" = $2`,
    [partition, offset.toString()],
  );
  return row === undefined ? null : toLetter(row);
}

/** Notes where dead letters were sent again. */
export async function noteRedriven(
  sql: Sql,
  sent: readonly { readonly at: LogOffset; readonly redriven: string }[],
): Promise<void> {
  if (sent.length === 0) return;
  const rows = sent.map(({ at, redriven }) => ({ partition: at.partition, offset: at.offset.toString(), redriven }));
  await sql.query(
    `UPDATE public.dead_letter d SET redriven = t.redriven
       FROM json_to_recordset($1) AS t(partition int, "offset" bigint, redriven text)
      WHERE d.partition = t.partition AND d."offset" = t."offset"`,
    [jsonRows(rows)],
  );
}

/** As it is told. */
export function deadLetterView(letter: StoredDeadLetter): DeadLetterView {
  const { at, reason, detail, key, headers, value, recorded, redriven } = letter;
  const named = Object.entries(headers).map(([name, values]): [string, string | string[]] => {
    const texts = values.map((each) => each.toString());
    return [name, texts.length === 1 ? (texts[0] ?? '') : texts];
  });
  return {
    offset: `${at.partition}@${at.offset}`,
    reason,
    detail,
    key: key?.toString() ?? null,
    headers: Object.fromEntries(named),
    value: value?.toString('base64') ?? null,
    event: value === null ? null : objectIn(value),
    at: recorded,
    redriven,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `null` for what is no JSON object, or one that is nested so deeply that it could not be told. */
function objectIn(value: Buffer): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(utf8.decode(value));
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
    JSON.stringify(json);
    return json as Record<string, unknown>;
  } catch {
    return null;
  }
}

function toLetter({ log_offset, reason, detail, key, headers, value, at, redriven }: Row): StoredDeadLetter {
  const place = parseOffset(log_offset) ?? { partition: 0, offset: 0n };
  return { at: place, reason, detail, key, headers: decodeHeaders(headers), value, recorded: at, redriven };
}
