import type { Instant, Party, StatementView } from '#contracts';
import type { Sql } from '../sql.js';
import { revisionColumns, toRevision, type RevisionRow } from './read-revisions.js';

interface StatementRow extends RevisionRow {
  readonly statement: string;
  readonly publisher: Party;
  readonly revision_count: number;
  readonly retracted_at: Instant | null;
  readonly retracted_reason: string | null;
}

/** What was only ever retracted has no revision, and is no statement so far. */
const statementsWithLatest = `
  SELECT s.statement, s.publisher, s.revision_count, s.retracted_at, s.retracted_reason, ${revisionColumns}
    FROM statement s
    JOIN statement_revision r ON r.incident_id = s.incident_id AND r.statement = s.statement AND r.revision = s.revision_count
   WHERE upper_inf(s.published)`;

/** The first `limit` statements of an incident after `after`, by id. */
export async function readStatements(
  sql: Sql,
  incident: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<StatementView[]> {
  const rows = await sql.query<StatementRow>(
    `${statementsWithLatest} AND s.incident_id = $1 AND s.statement > $2 ORDER BY s.statement LIMIT $3`,
    [incident, after, limit],
  );
  return rows.map((row) => toStatement(incident, row));
}

export async function readStatement(sql: Sql, incident: string, statement: string): Promise<StatementView | null> {
  const [row] = await sql.query<StatementRow>(`${statementsWithLatest} AND s.incident_id = $1 AND s.statement = $2`, [
    incident,
    statement,
  ]);
  return row === undefined ? null : toStatement(incident, row);
}

function toStatement(incident: string, row: StatementRow): StatementView {
  const { statement, publisher, revision_count, retracted_at, retracted_reason } = row;
  const retracted = retracted_at === null ? null : { at: retracted_at, reason: retracted_reason };
  return { incident, statement, publisher, retracted, revisionCount: revision_count, latest: toRevision(row) };
}
