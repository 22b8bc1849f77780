import type { LogOffset } from '#contracts';
import type { EventName } from '../event/read-events.js';
import type { Sql } from '../sql.js';

export interface DeadLetterHead {
  readonly at: LogOffset;
  readonly reason: string;
  readonly detail: string;
  /** `null` where it could not be read. */
  readonly name: EventName | null;
}

interface DeadLetterRow {
  readonly partition: number;
  readonly offset: string;
  readonly reason: string;
  readonly detail: string;
  readonly subject: string | null;
  readonly source: string | null;
  readonly id: string | null;
}

const columns = 'partition, "offset", reason, detail, subject, source, id';

/** The latest of that name. */
export async function readDeadLetterNamed(
  sql: Sql,
  { subject, source, id }: EventName,
): Promise<DeadLetterHead | null> {
  const [row] = await sql.query<DeadLetterRow>(
    `SELECT ${columns} FROM public.dead_letter WHERE subject = $1 AND source = $2 AND id = $3
      ORDER BY at DESC, partition, "offset" DESC LIMIT 1`,
    [subject, source, id],
  );
  return row === undefined ? null : toHead(row);
}

export async function readDeadLetterAt(sql: Sql, { partition, offset }: LogOffset): Promise<DeadLetterHead | null> {
  const [row] = await sql.query<DeadLetterRow>(
    `SELECT ${columns} FROM public.dead_letter WHERE partition = $1 AND "offset" = $2`,
    [partition, offset.toString()],
  );
  return row === undefined ? null : toHead(row);
}

/** By partition, how many failed to apply and wait to be sent again. */
export async function countParked(sql: Sql): Promise<Map<number, number>> {
  const rows = await sql.query<{ partition: number; parked: number }>(
    `SELECT partition, count(*)::int AS parked FROM public.dead_letter
      WHERE reason = 'apply-failed' AND redriven IS NULL GROUP BY partition`,
  );
  return new Map(rows.map(({ partition, parked }) => [partition, parked]));
}

function toHead({ partition, offset, reason, detail, subject, source, id }: DeadLetterRow): DeadLetterHead {
  const name = subject === null || source === null || id === null ? null : { subject, source, id };
  return { at: { partition, offset: BigInt(offset) }, reason, detail, name };
}
