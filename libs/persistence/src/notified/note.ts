import type { Sql } from '../sql.js';

/** How far one partition has been published. The topic is what counts; this tells when the topic has lost something. */
export interface Note {
  readonly sequence: bigint;
  /** `null` before the first dead letter. */
  readonly deadLetterOffset: bigint | null;
  /** What an operator has said to a stopped partition. */
  readonly resume: Resume | null;
}

/** `continue` after what was noted, leaving out what the topic lacks; `resend` that. */
export type Resume = 'continue' | 'resend';

export type Sent = Pick<Note, 'sequence' | 'deadLetterOffset'>;

/** `null`: nothing has been published from this database. */
export async function readNote(sql: Sql, partition: number): Promise<Note | null> {
  const [row] = await sql.query<{ sequence: string; dead_letter_offset: string | null; resume: Resume | null }>(
    'SELECT sequence, dead_letter_offset, resume FROM public.notified WHERE partition = $1',
    [partition],
  );
  if (row === undefined) return null;
  const { sequence, dead_letter_offset: offset, resume } = row;
  return { sequence: BigInt(sequence), deadLetterOffset: offset === null ? null : BigInt(offset), resume };
}

/** Never lowers the note, so that a predecessor who is late does no harm. What an operator said has been done by then. */
export async function noteSent(sql: Sql, partition: number, { sequence, deadLetterOffset }: Sent): Promise<void> {
  await sql.query(
    `INSERT INTO public.notified AS n (partition, sequence, dead_letter_offset) VALUES ($1, $2, $3)
     ON CONFLICT (partition) DO UPDATE SET resume = NULL, sequence = greatest(n.sequence, excluded.sequence),
       dead_letter_offset = greatest(n.dead_letter_offset, excluded.dead_letter_offset)`,
    [partition, sequence.toString(), deadLetterOffset?.toString() ?? null],
  );
}

/** Sets the note back to what the topic holds, as an operator said. */
export async function lowerNote(sql: Sql, partition: number, { sequence, deadLetterOffset }: Sent): Promise<void> {
  await sql.query(
    'UPDATE public.notified SET sequence = $2, dead_letter_offset = $3, resume = NULL WHERE partition = $1',
    [partition, sequence.toString(), deadLetterOffset?.toString() ?? null],
  );
}

/** What an operator says to a stopped partition. `false`: nothing has been published of it. */
export async function sayResume(sql: Sql, partition: number, resume: Resume): Promise<boolean> {
  const rows = await sql.query<{ partition: number }>(
    `WITH said AS (UPDATE public.notified SET resume = $2 WHERE partition = $1 RETURNING partition) SELECT partition FROM said`,
    [partition, resume],
  );
  return rows.length > 0;
}
