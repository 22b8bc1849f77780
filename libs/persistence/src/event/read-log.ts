import type { LogOffset } from '#contracts';
import type { Sql } from '../sql.js';

export interface LoggedText {
  readonly at: LogOffset;
  /** JSON as it was received: parsed and written again, 1.0 would be 1. */
  readonly text: string;
}

/** The first `limit` events of an incident after `after`, by partition and offset. */
export async function readLog(
  sql: Sql,
  incident: string,
  { after, limit }: { readonly after: LogOffset | null; readonly limit: number },
): Promise<LoggedText[]> {
  const rows = await sql.query<{ partition: number; offset: string; body: string }>(
    `SELECT partition, "offset", body FROM event
      WHERE incident_id = $1 AND (partition, "offset") > ($2::int, $3::bigint)
      ORDER BY partition, "offset" LIMIT $4`,
    [incident, after?.partition ?? -1, (after?.offset ?? 0n).toString(), limit],
  );
  return rows.map(({ partition, offset, body }) => ({ at: { partition, offset: BigInt(offset) }, text: body }));
}
