import type { DeadReason, Instant, LogOffset } from '#contracts';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import { encodeHeaders } from './headers.js';

/** A record that could not be applied, as received. */
export interface DeadLetter {
  readonly at: LogOffset;
  readonly reason: DeadReason;
  readonly detail: string;
  /** Which event it says it is, as far as that could be read. */
  readonly event: { readonly subject: string; readonly source: string; readonly id: string } | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | readonly Buffer[]>>;
  readonly recorded: Instant;
}

/** @param table another than the one that is published: that of a generation that is being built. */
export async function writeDeadLetters(
  sql: Sql,
  letters: readonly DeadLetter[],
  table: 'public.dead_letter' | 'found_dead' = 'public.dead_letter',
): Promise<void> {
  if (letters.length === 0) return;
  await sql.query(
    `INSERT INTO ${table} (partition, "offset", reason, detail, subject, source, id, key, headers, value, at)
     SELECT partition, "offset", reason, detail, subject, source, id, decode(key, 'base64'), headers, decode(value, 'base64'), at
     FROM json_to_recordset($1) AS t(partition int, "offset" bigint, reason text, detail text, subject text, source text, id text, key text, headers json, value text, at timestamptz)`,
    [jsonRows(letters.map(row))],
  );
}

/** Which records of a stretch of the log are dead letters, whether they were sent again or not. */
export async function readDeadOffsets(
  sql: Sql,
  { partition, first, last }: { readonly partition: number; readonly first: bigint; readonly last: bigint },
): Promise<Set<bigint>> {
  const rows = await sql.query<{ offset: string }>(
    'SELECT "offset" FROM public.dead_letter WHERE partition = $1 AND "offset" BETWEEN $2 AND $3',
    [partition, first.toString(), last.toString()],
  );
  return new Set(rows.map(({ offset }) => BigInt(offset)));
}

function row({ at, reason, detail, event, key, value, headers, recorded }: DeadLetter): object {
  return {
    partition: at.partition,
    offset: at.offset.toString(),
    reason,
    detail: detail.replaceAll('\0', '\u{fffd}').toWellFormed(),
    subject: event?.subject ?? null,
    source: event?.source ?? null,
    id: event?.id ?? null,
    key: key?.toString('base64') ?? null,
    headers: encodeHeaders(headers),
    value: value?.toString('base64') ?? null,
    at: recorded,
  };
}
