import type { Publisher } from '#kafka';
import { readUnsentChanges, type Note, type Sql } from '#persistence';
import { Standstill } from './standstill.js';

/**
 * Where a topic ends says nothing of what is in it: its last change must be the one of this sequence in the database, by
 * incident and id (a redaction rewrites the rest). An operator's `continue` takes the topics as they are.
 * @throws Standstill
 */
export async function checkTail(
  sql: Sql,
  partition: number,
  { sequence, change, incidentsEmpty }: Publisher['tail'],
  note: Note | null,
): Promise<void> {
  if (sequence === null || change === null || note?.resume === 'continue') return;
  const [row] = await readUnsentChanges(sql, { partition, after: sequence - 1n, rows: 1, bytes: 1 });
  const known = row?.sequence === sequence && row.incident === change.key && idOf(row.event) === change.id;
  if (!known) throw foreign(partition, `change ${sequence} of the topic is not change ${sequence} of the database`);
  if (incidentsEmpty) throw foreign(partition, 'the topic of incident states was made anew, and lacks all of them');
}

function idOf(event: string): unknown {
  return (JSON.parse(event) as { readonly id?: unknown }).id;
}

function foreign(partition: number, what: string): Standstill {
  return new Standstill(
    'foreign-log',
    `${what}: restore the topics that this database wrote, or make changes, incidents and dead letters anew, empty, and say ` +
      `resend. To take them as they are: disclosure offsets continue ${partition}`,
  );
}
