import type { LoggedEvent } from '#domain';
import type { Sql } from '../sql.js';

export interface JournalEntry {
  readonly logged: LoggedEvent;
  /** The event as received. */
  readonly text: string;
}

export async function writeEvents(sql: Sql, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.query(
    `INSERT INTO event (incident_id, source, id, type, recorded, partition, "offset", body)
     SELECT * FROM json_to_recordset($1) AS t(incident_id text, source text, id text, type text, recorded timestamptz, partition int, "offset" bigint, body json)`,
    [`[${entries.map(row).join(',')}]`],
  );
}

/** The event's text goes in as it is, so that it comes out as it was received: 1.0 stays 1.0. */
function row({ logged, text }: JournalEntry): string {
  const { subject, source, id, event, recorded, at } = logged;
  const columns = {
    incident_id: subject,
    source,
    id,
    type: event.type,
    recorded,
    partition: at.partition,
    offset: at.offset.toString(),
  };
  return `${JSON.stringify(columns).slice(0, -1)},"body":${text}}`;
}
