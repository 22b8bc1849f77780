import type { Instant } from '#contracts';
import type { Sql } from '../sql.js';

/** Where an incident stands in a list: newest change first, then by id. */
export interface IncidentPlace {
  readonly recordedAt: Instant;
  readonly id: string;
}

export interface IncidentFilter {
  readonly organisation: string | null;
  readonly contested: boolean | null;
  /** All must be in a title, a summary or a statement, each in any of them. */
  readonly words: readonly string[];
  readonly updatedSince: Instant | null;
}

/** The places of the first `limit` incidents after `after`. Those merged away are in no list. */
export async function readIncidentPage(
  sql: Sql,
  { organisation, contested, words, updatedSince }: IncidentFilter,
  { after, limit }: { readonly after: IncidentPlace | null; readonly limit: number },
): Promise<IncidentPlace[]> {
  const parameters: unknown[] = [limit];
  const use = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = ['version > 0', 'merged_into IS NULL'];
  if (organisation !== null) conditions.push(`organisation_ids @> ARRAY[${use(organisation)}::text]`);
  if (contested !== null) conditions.push(contested ? "contested <> '{}'" : "contested = '{}'");
  if (updatedSince !== null) conditions.push(`recorded_at >= ${use(updatedSince)}`);
  for (const word of words) {
    const query = `plainto_tsquery('simple', ${use(word)})`;
    conditions.push(
      `incident_id IN (SELECT incident_id FROM incident WHERE search @@ ${query} UNION SELECT incident_id FROM statement WHERE search @@ ${query})`,
    );
  }
  if (after !== null) {
    const at = use(after.recordedAt);
    conditions.push(`recorded_at <= ${at} AND (recorded_at < ${at} OR incident_id > ${use(after.id)})`);
  }
  const rows = await sql.query<{ incident_id: string; recorded_at: Instant }>(
    `SELECT incident_id, recorded_at FROM incident
      WHERE ${conditions.join(' AND ')}
      ORDER BY recorded_at DESC, incident_id LIMIT $1`,
    parameters,
  );
  return rows.map((row) => ({ recordedAt: row.recorded_at, id: row.incident_id }));
}
