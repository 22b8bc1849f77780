import type { Instant, RevisionClaim, RevisionKind, RevisionView } from '#contracts';
import type { Sql } from '../sql.js';

export interface RevisionRow {
  readonly revision: number;
  readonly kind: RevisionKind | null;
  readonly at: Instant;
  readonly recorded_at: Instant;
  readonly source: string;
  readonly event_id: string;
  readonly log_offset: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly language: string | null;
  readonly body: string | null;
  readonly claims: RevisionClaim[];
}

export const revisionColumns = `r.revision, r.kind, r.at, r.recorded_at, r.source, r.event_id, r.partition || '@' || r."offset" AS log_offset,
  r.title, r.url, r.language, r.body, r.claims`;

/** The first `limit` revisions of a statement after number `after`; with `asOf`, of those that there were then. */
export async function readRevisions(
  sql: Sql,
  { incident, statement }: { readonly incident: string; readonly statement: string },
  { after, limit, asOf = null }: { readonly after: number; readonly limit: number; readonly asOf?: Instant | null },
): Promise<RevisionView[]> {
  const rows = await sql.query<RevisionRow>(
    `SELECT ${revisionColumns} FROM statement_revision r
      WHERE r.incident_id = $1 AND r.statement = $2 AND r.revision > $3 AND ($5::timestamptz IS NULL OR r.at <= $5)
      ORDER BY r.revision LIMIT $4`,
    [incident, statement, after, limit, asOf],
  );
  return rows.map(toRevision);
}

export function toRevision(row: RevisionRow): RevisionView {
  const { revision, kind, at, recorded_at, source, event_id, log_offset, title, url, language, body, claims } = row;
  const made = { revision, kind, at, recordedAt: recorded_at, source, id: event_id, offset: log_offset };
  return { ...made, title, url, language, body, claims };
}
