import type { Sql } from '../sql.js';

/** Of those of `ids` that are known. */
export async function readVersions(sql: Sql, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.query<{ incident_id: string; version: number }>(
    'SELECT incident_id, version FROM incident WHERE incident_id = ANY($1) AND version > 0',
    [ids],
  );
  return new Map(rows.map(({ incident_id, version }) => [incident_id, version]));
}
