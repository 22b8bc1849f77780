import type { LoggedEvent } from '#domain';
import { CopiedRows } from '../copied-rows.js';
import type { Transaction } from '../sql.js';

export interface JournalEntry {
  readonly logged: LoggedEvent;
  /** The event as received. */
  readonly text: string;
}

const columns = [
  'incident_id',
  'source',
  'id',
  'type',
  'time',
  'recorded',
  'late',
  'partition',
  '"offset"',
  'body',
] as const;

/**
 * An event's text is kept as it was received: 1.0 stays 1.0. And it is text to the database: its JSON may have what
 * PostgreSQL refuses and JSON.parse passes over, such as a member that comes twice.
 */
export async function writeEvents(sql: Transaction, entries: readonly JournalEntry[]): Promise<void> {
  const rows = new CopiedRows('event', columns);
  for (const { logged, text } of entries) {
    const { subject, source, id, event, time, recorded, late = false, at } = logged;
    rows.add([subject, source, id, event.type, time, recorded, late, at.partition, at.offset, text]);
  }
  await sql.copy(rows);
}
