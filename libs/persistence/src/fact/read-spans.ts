import type { Head, Instant, SpanView } from '#contracts';
import type { FactKey } from '#domain';
import type { Sql } from '../sql.js';

interface SpanRow extends Head {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** What was held to be so of one fact, from when to when; with `asOf`, as it stood then. */
export async function readSpans(
  sql: Sql,
  incident: string,
  { fact, item }: FactKey,
  asOf: Instant | null,
): Promise<SpanView[]> {
  return sql.query<SpanRow>(
    `SELECT lower(published) AS "from", CASE WHEN $4::timestamptz IS NULL OR upper(published) <= $4 THEN upper(published) END AS "to",
            status, value, stance, speaker, statement, revision, ruling
       FROM fact
      WHERE incident_id = $1 AND fact = $2 AND item = $3 AND ($4::timestamptz IS NULL OR lower(published) <= $4)
      ORDER BY lower(published)`,
    [incident, fact, item ?? '', asOf],
  );
}
