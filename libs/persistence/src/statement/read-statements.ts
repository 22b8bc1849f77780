import type { Instant, Party, StatementView } from '#contracts';
import { heldAt } from '../held-at.js';
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
   WHERE`;

/** The first `limit` statements of an incident after `after`, by id. */
export async function readStatements(
  sql: Sql,
  incident: string,
  { after, limit, asOf = null }: { readonly after: string; readonly limit: number; readonly asOf?: Instant | null },
): Promise<StatementView[]> {
  const parameters: unknown[] = [incident, after, limit];
  const held = heldAt('s.published', asOf, (value) => `$${parameters.push(value)}`);
  const rows = await sql.query<StatementRow>(
    `${statementsWithLatest} ${held} AND s.incident_id = $1 AND s.statement > $2 ORDER BY s.statement LIMIT $3`,
    parameters,
  );
  return rows.map((row) => toStatement(incident, row));
}

export async function readStatement(
  sql: Sql,
  incident: string,
  statement: string,
  { asOf = null }: { readonly asOf?: Instant | null } = {},
): Promise<StatementView | null> {
  const parameters: unknown[] = [incident, statement];
  const held = heldAt('s.published', asOf, (value) => `$${parameters.push(value)}`);
  const [row] = await sql.query<StatementRow>(
    `${statementsWithLatest} ${held} AND s.incident_id = $1 AND s.statement = $2`,
    parameters,
  );
  return row === undefined ? null : toStatement(incident, row);
}

function toStatement(incident: string, row: StatementRow): StatementView {
  const { statement, publisher, revision_count, retracted_at, retracted_reason } = row;
  const retracted = retracted_at === null ? null : { at: retracted_at, reason: retracted_reason };
  return { incident, statement, publisher, retracted, revisionCount: revision_count, latest: toRevision(row) };
}
