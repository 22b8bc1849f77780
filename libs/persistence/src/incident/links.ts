import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

export interface Link {
  readonly incident: string;
  readonly other: string;
}

/** These incidents and all that they are linked with, however far. */
export async function readFamily(sql: Sql, incidents: Iterable<string>): Promise<Set<string>> {
  const family = new Set(incidents);
  for (let frontier = [...family]; frontier.length > 0;) {
    const rows = await sql.query<{ other: string }>('SELECT DISTINCT other FROM link WHERE incident_id = ANY($1)', [
      frontier,
    ]);
    frontier = rows.map(({ other }) => other).filter((other) => !family.has(other));
    for (const other of frontier) family.add(other);
  }
  return family;
}

export async function readLinks(sql: Sql, incidents: readonly string[]): Promise<Link[]> {
  return sql.query<Link>('SELECT incident_id AS incident, other FROM link WHERE incident_id = ANY($1)', [incidents]);
}

export async function writeLinks(sql: Sql, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  const both = links.flatMap(({ incident, other }) => [
    { incident_id: incident, other },
    { incident_id: other, other: incident },
  ]);
  await sql.query(
    `INSERT INTO link (incident_id, other) SELECT DISTINCT incident_id, other FROM json_to_recordset($1) AS t(incident_id text, other text)
     ON CONFLICT DO NOTHING`,
    [jsonRows(both)],
  );
}
