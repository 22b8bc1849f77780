import type { Sql } from '../sql.js';

export interface IncidentHead {
  readonly version: number;
  readonly mergedInto: string | null;
}

/** Enough to tell whether an incident is there, where it went, and whether a reader has it already. */
export async function readIncidentHead(sql: Sql, id: string): Promise<IncidentHead | null> {
  const [row] = await sql.query<{ version: number; merged_into: string | null }>(
    'SELECT version, merged_into FROM incident WHERE incident_id = $1 AND version > 0',
    [id],
  );
  return row === undefined ? null : { version: row.version, mergedInto: row.merged_into };
}
