import { schemaOf } from '../generation/generations.js';
import type { Sql } from '../sql.js';

/** The next incidents of either generation, in the order of their ids. */
export async function readIncidentIds(
  sql: Sql,
  generations: readonly number[],
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const sides = generations.map(
    (number) =>
      `(SELECT incident_id FROM ${schemaOf(number)}.incident WHERE version > 0 AND incident_id > $1 ORDER BY incident_id LIMIT $2)`,
  );
  const rows = await sql.query<{ incident_id: string }>(
    `SELECT incident_id FROM (${sides.join(' UNION ')}) AS either ORDER BY incident_id LIMIT $2`,
    [after, limit],
  );
  return rows.map(({ incident_id }) => incident_id);
}

/** Incidents that an event from one of these offsets on may have touched in a generation, with all they are linked with. */
export async function readMovedSince(
  sql: Sql,
  generation: number,
  offsets: ReadonlyMap<number, bigint>,
): Promise<string[]> {
  const schema = schemaOf(generation);
  const rows = await sql.query<{ incident_id: string }>(
    `WITH RECURSIVE family(incident_id) AS (
       SELECT e.incident_id FROM unnest($1::int[], $2::bigint[]) AS since(partition, "offset")
         JOIN ${schema}.event e ON e.partition = since.partition AND e."offset" >= since."offset"
       UNION SELECT l.other FROM family f JOIN ${schema}.link l ON l.incident_id = f.incident_id)
     SELECT incident_id FROM family`,
    [[...offsets.keys()], [...offsets.values()].map(String)],
  );
  return rows.map(({ incident_id }) => incident_id);
}
