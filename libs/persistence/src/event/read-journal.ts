import type { DisclosureEvent, Instant } from '#contracts';
import { eventKey, logEvent, type LoggedEvent, type Vocabulary } from '#domain';
import type { Sql } from '../sql.js';

interface JournalRow {
  readonly recorded: Instant;
  readonly partition: number;
  readonly offset: string;
  readonly body: string;
}

/** Every event of one type that was applied, in no order. */
export async function readEventsOfType(
  sql: Sql,
  type: DisclosureEvent['type'],
  vocabulary: Vocabulary,
): Promise<LoggedEvent[]> {
  const rows = await sql.query<JournalRow>('SELECT recorded, partition, "offset", body FROM event WHERE type = $1', [
    type,
  ]);
  return rows.map(({ recorded, partition, offset, body }) =>
    logEvent(JSON.parse(body) as DisclosureEvent, recorded, { partition, offset: BigInt(offset) }, vocabulary),
  );
}

/** By the key of an event, when it was recorded: everything that was applied to these incidents. */
export async function readRecordedTimes(sql: Sql, incidents: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await sql.query<{ incident_id: string; source: string; id: string; recorded: Instant }>(
    'SELECT incident_id, source, id, recorded FROM event WHERE incident_id = ANY($1)',
    [incidents],
  );
  return new Map(
    rows.map(({ incident_id, source, id, recorded }) => [eventKey({ subject: incident_id, source, id }), recorded]),
  );
}

export interface OffsetRange {
  readonly partition: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** By offset, the events that were applied from a stretch of the log, as they are kept. */
export async function readJournal(sql: Sql, { partition, first, last }: OffsetRange): Promise<Map<bigint, string>> {
  const rows = await sql.query<{ offset: string; body: string }>(
    'SELECT "offset", body FROM event WHERE partition = $1 AND "offset" BETWEEN $2 AND $3',
    [partition, first.toString(), last.toString()],
  );
  return new Map(rows.map(({ offset, body }) => [BigInt(offset), body]));
}
