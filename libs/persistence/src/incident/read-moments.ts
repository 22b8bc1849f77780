import type { Instant } from '#contracts';
import type { Sql } from '../sql.js';

/** What of an incident's row was another thing then; the rest is book-keeping, and is as it is now. */
export interface Moment {
  readonly openedAt: Instant | null;
  readonly lastStatementAt: Instant | null;
  readonly statementCount: number;
  readonly speakerCount: number;
}

interface MomentRow extends Moment {
  readonly id: string;
}

/** How these incidents stood as of then. */
export async function readMoments(sql: Sql, ids: readonly string[], asOf: Instant): Promise<Map<string, Moment>> {
  const rows = await sql.query<MomentRow>(
    `SELECT i.incident_id AS id, CASE WHEN i.opened_at <= $2 THEN i.opened_at END AS "openedAt", s.last AS "lastStatementAt", s.stood AS "statementCount",
            (SELECT count(DISTINCT p.speaker)::int FROM position p WHERE p.incident_id = i.incident_id AND p.published @> $2::timestamptz) AS "speakerCount"
       FROM incident i, LATERAL (
         SELECT max(lower(published)) AS last,
                count(*) FILTER (WHERE published @> $2::timestamptz AND retracted_at IS NULL AND revision_count > 0)::int AS stood
           FROM statement WHERE incident_id = i.incident_id AND lower(published) <= $2) s
      WHERE i.incident_id = ANY($1)`,
    [ids, asOf],
  );
  return new Map(rows.map(({ id, ...moment }) => [id, moment]));
}
