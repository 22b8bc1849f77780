import type { LoggedEvent } from '#domain';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

export interface JournalEntry {
  readonly logged: LoggedEvent;
  /** The event as received. */
  readonly text: string;
}

export async function writeEvents(sql: Sql, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.query(
    `INSERT INTO event (incident_id, source, id, type, time, recorded, late, partition, "offset", body)
     SELECT * FROM json_to_recordset($1) AS t(incident_id text, source text, id text, type text, time timestamptz, recorded timestamptz, late boolean, partition int, "offset" bigint, body text)`,
    [jsonRows(entries.map(row))],
  );
}

/**
 * The event's text is kept as it was received: 1.0 stays 1.0. And it is text to the database: its JSON may have what
 * PostgreSQL refuses and JSON.parse passes over, such as a member that comes twice.
 */
function row({ logged, text }: JournalEntry): object {
  const { subject, source, id, event, time, recorded, late = false, at } = logged;
  const { partition, offset } = at;
  return {
    incident_id: subject,
    source,
    id,
    type: event.type,
    time,
    recorded,
    late,
    partition,
    offset: offset.toString(),
    body: text,
  };
}
