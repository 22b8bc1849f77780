import type { DisclosureEvent, Instant } from '#contracts';
import { eventKey, logEvent, type LoggedEvent, type Vocabulary } from '#domain';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import type { EventName } from './read-events.js';

interface Row {
  readonly recorded: Instant;
  readonly partition: number;
  readonly offset: string;
  readonly body: string;
}

/** The applied events of these names, by `eventKey`. */
export async function readEventsNamed(
  sql: Sql,
  names: readonly EventName[],
  vocabulary: Vocabulary,
): Promise<Map<string, LoggedEvent>> {
  if (names.length === 0) return new Map();
  const rows = await sql.query<Row>(
    `SELECT e.recorded, e.partition, e."offset", e.body
       FROM (SELECT DISTINCT * FROM json_to_recordset($1) AS t(subject text, source text, id text)) t
       JOIN event e ON e.incident_id = t.subject AND e.source = t.source AND e.id = t.id`,
    [jsonRows(names.map(({ subject, source, id }) => ({ subject, source, id })))],
  );
  return new Map(
    rows.map(({ recorded, partition, offset, body }) => {
      const at = { partition, offset: BigInt(offset) };
      const logged = logEvent(JSON.parse(body) as DisclosureEvent, recorded, at, vocabulary);
      return [eventKey(logged), logged];
    }),
  );
}
