import { recordEvents, type Instant, type LogOffset } from '#contracts';
import type { Sql } from '../sql.js';

export interface LoggedText {
  readonly at: LogOffset;
  /** JSON as it was received: parsed and written again, 1.0 would be 1. */
  readonly text: string;
}

const recordTypes = recordEvents.map(({ type }) => type);

export interface LogStretch {
  readonly after: LogOffset | null;
  readonly limit: number;
  /** Source events that happened by then, as they were received. */
  readonly asOf: Instant | null;
  /** Events that were recorded by then. */
  readonly knownAt: Instant | null;
}

/** The first `limit` events of an incident after `after`, by partition and offset. */
export async function readLog(
  sql: Sql,
  incident: string,
  { after, limit, asOf, knownAt }: LogStretch,
): Promise<LoggedText[]> {
  const rows = await sql.query<{ partition: number; offset: string; body: string }>(
    `SELECT partition, "offset", body FROM event
      WHERE incident_id = $1 AND (partition, "offset") > ($2::int, $3::bigint)
        AND ($5::timestamptz IS NULL OR time <= $5 OR type = ANY($7)) AND ($6::timestamptz IS NULL OR recorded <= $6)
      ORDER BY partition, "offset" LIMIT $4`,
    [incident, after?.partition ?? -1, (after?.offset ?? 0n).toString(), limit, asOf, knownAt, recordTypes],
  );
  return rows.map(({ partition, offset, body }) => ({ at: { partition, offset: BigInt(offset) }, text: body }));
}
