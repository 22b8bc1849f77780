import type { DisclosureEvent, Instant } from '#contracts';
import { logEvent, type LoggedEvent, type Vocabulary } from '#domain';
import type { Sql } from '../sql.js';

interface EventRow {
  readonly recorded: Instant;
  readonly late: boolean;
  readonly partition: number;
  readonly offset: string;
  readonly body: string;
}

/** Every event that was applied to these incidents, in no order. */
export async function loadEvents(
  sql: Sql,
  incidents: readonly string[],
  vocabulary: Vocabulary,
): Promise<LoggedEvent[]> {
  if (incidents.length === 0) return [];
  const rows = await sql.query<EventRow>(
    'SELECT recorded, late, partition, "offset", body FROM event WHERE incident_id = ANY($1)',
    [incidents],
  );
  return rows.map(({ recorded, late, partition, offset, body }) => ({
    ...logEvent(JSON.parse(body) as DisclosureEvent, recorded, { partition, offset: BigInt(offset) }, vocabulary),
    ...(late && { late }),
  }));
}
