import type { DeadLetterView, DeadReason, Instant, LogOffset } from '#contracts';
import type { Sql } from '../sql.js';
import { decodeHeaders, type StoredHeader } from './headers.js';

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

export interface DeadLetterFilter {
  readonly reason: DeadReason | null;
  readonly redriven: boolean | null;
}

/** The first `limit` dead letters after `after`, by partition and offset. */
export async function readDeadLetterPage(
  sql: Sql,
  { reason, redriven }: DeadLetterFilter,
  { after, limit }: { readonly after: LogOffset | null; readonly limit: number },
): Promise<DeadLetterView[]> {
  const rows = await sql.query<Row>(
    `SELECT ${columns} FROM public.dead_letter
      WHERE (partition, "offset") > ($1::int, $2::bigint) AND ($4::text IS NULL OR reason = $4)
        AND ($5::boolean IS NULL OR (redriven IS NOT NULL) = $5)
      ORDER BY partition, public.dead_letter."offset" LIMIT $3`,
    [after?.partition ?? -1, (after?.offset ?? 0n).toString(), limit, reason, redriven],
  );
  return rows.map(toView);
}

export async function readDeadLetter(sql: Sql, { partition, offset }: LogOffset): Promise<DeadLetterView | null> {
  const [row] = await sql.query<Row>(
    `SELECT ${columns} FROM public.dead_letter WHERE partition = $1 AND "offset" = $2`,
    [partition, offset.toString()],
  );
  return row === undefined ? null : toView(row);
}

/** Notes where a dead letter was sent again. */
export async function noteRedriven(sql: Sql, { partition, offset }: LogOffset, redriven: string): Promise<void> {
  await sql.query('UPDATE public.dead_letter SET redriven = $3 WHERE partition = $1 AND "offset" = $2', [
    partition,
    offset.toString(),
    redriven,
  ]);
}

function toView({ log_offset, reason, detail, key, headers, value, at, redriven }: Row): DeadLetterView {
  const named = Object.entries(decodeHeaders(headers)).map(([name, values]): [string, string | string[]] => {
    const texts = values.map((each) => each.toString());
    return [name, texts.length === 1 ? (texts[0] ?? '') : texts];
  });
  return {
    offset: log_offset,
    reason,
    detail,
    key: key?.toString() ?? null,
    headers: Object.fromEntries(named),
    value: value?.toString('base64') ?? null,
    at,
    redriven,
  };
}
