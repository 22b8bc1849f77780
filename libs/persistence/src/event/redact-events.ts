import type { LoggedEvent } from '#domain';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

/** Events from which a redaction took something: what is kept of them is what is left. */
export async function redactEvents(sql: Sql, events: readonly LoggedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ subject, source, id, event }) => ({
    incident_id: subject,
    source,
    id,
    body: JSON.stringify(event),
  }));
  await sql.query(
    `UPDATE event e SET body = t.body FROM json_to_recordset($1) AS t(incident_id text, source text, id text, body text)
     WHERE e.incident_id = t.incident_id AND e.source = t.source AND e.id = t.id`,
    [jsonRows(rows)],
  );
}
