import type { Instant, LogOffset } from '#contracts';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import { decodeHeaders, encodeHeaders, type StoredHeader } from './headers.js';
import type { DeadReason } from '#contracts';

export interface KeptDeadLetter {
  readonly at: LogOffset;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, readonly Buffer[]>>;
  /** When the record that died was recorded. */
  readonly recorded: Instant;
}

interface Row {
  readonly offset: string;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly StoredHeader[];
  readonly at: Instant;
}

/** Those of a stretch of the log, by offset. */
export async function readKeptDeadLetters(
  sql: Sql,
  { partition, first, last }: { readonly partition: number; readonly first: bigint; readonly last: bigint },
): Promise<Map<bigint, KeptDeadLetter>> {
  const rows = await sql.query<Row>(
    `SELECT "offset", reason, detail, key, value, headers, at FROM public.dead_letter
      WHERE partition = $1 AND "offset" BETWEEN $2 AND $3 ORDER BY "offset"`,
    [partition, first.toString(), last.toString()],
  );
  return new Map(
    rows.map(({ offset, headers, at, ...row }) => [
      BigInt(offset),
      { ...row, at: { partition, offset: BigInt(offset) }, headers: decodeHeaders(headers), recorded: at },
    ]),
  );
}

/** Keeps of these what is left of them; which event they were stays. */
export async function rewriteDeadLetters(sql: Sql, letters: readonly KeptDeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map(({ at, detail, key, value, headers }) => ({
    partition: at.partition,
    offset: at.offset.toString(),
    detail,
    key: key?.toString('base64') ?? null,
    headers: encodeHeaders(headers),
    value: value?.toString('base64') ?? null,
  }));
  await sql.query(
    `UPDATE public.dead_letter d SET detail = t.detail, key = decode(t.key, 'base64'), headers = t.headers, value = decode(t.value, 'base64')
       FROM json_to_recordset($1) AS t(partition int, "offset" bigint, detail text, key text, headers json, value text)
      WHERE d.partition = t.partition AND d."offset" = t."offset"`,
    [jsonRows(rows)],
  );
}
