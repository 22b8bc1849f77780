import type { Instant } from '#contracts';
import type { Sql } from '../sql.js';

export interface IncidentHead {
  readonly version: number;
  readonly mergedInto: string | null;
  readonly recordedAt: Instant;
  /** Of the last event that touched it. */
  readonly offset: string;
}

/** Enough to tell whether an incident is there, where it went, and whether a reader has it already. */
export async function readIncidentHead(sql: Sql, id: string): Promise<IncidentHead | null> {
  const [row] = await sql.query<IncidentHead>(
    `SELECT version, merged_into AS "mergedInto", recorded_at AS "recordedAt", last_partition || '@' || last_offset AS "offset"
       FROM incident WHERE incident_id = $1 AND version > 0`,
    [id],
  );
  return row ?? null;
}
