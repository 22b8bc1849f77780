import {
  claimsOfRevision,
  statementKey,
  statementName,
  type IncidentState,
  type Revision,
  type Statement,
  type StatementSpan,
} from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { CopiedRows, jsonCell, rangeCell } from '../copied-rows.js';
import { jsonRows } from '../json-rows.js';
import { searchVector } from '../search/words.js';
import type { Sql, Transaction } from '../sql.js';

const spanColumns = [
  'incident_id',
  'statement',
  'published',
  'publisher',
  'revision_count',
  'retracted_at',
  'retracted_reason',
  'search',
] as const;

const revisionColumns = [
  'incident_id',
  'statement',
  'revision',
  'kind',
  'at',
  'recorded_at',
  'source',
  'event_id',
  'partition',
  '"offset"',
  'title',
  'url',
  'language',
  'body',
  'claims',
] as const;

/** Brings the statements that changed, and those of their revisions that did, up to date. */
export async function writeStatements(sql: Transaction, deltas: readonly IncidentDelta[]): Promise<void> {
  const staleSpans: object[] = [];
  const spans = new CopiedRows('statement', spanColumns);
  const staleRevisions: object[] = [];
  const revisions = new CopiedRows('statement_revision', revisionColumns);
  for (const { state, statements, redated } of deltas) {
    const write = (key: string, number: number, isNew: boolean) => {
      const statement = statementName(state.id, key);
      if (!isNew) staleRevisions.push({ incident_id: state.id, statement, revision: number });
      const revision = state.statements.get(key)?.revisions[number - 1];
      if (revision !== undefined) revisions.add(revisionRow(state, statement, revision));
    };
    for (const [key, rows] of statements) {
      for (const [number, isNew] of rows.revisions) write(key, number, isNew);
      const statement = state.statements.get(key);
      for (const [from, isNew] of rows.spans) {
        if (!isNew) staleSpans.push({ incident_id: state.id, statement: statementName(state.id, key), from });
        const span = statement?.spans.findLast((each) => each.from === from);
        if (statement !== undefined && span !== undefined) spans.add(spanRow(state.id, statement, span));
      }
    }
    const written = new Set<string>();
    for (const { statement, revision } of redated) {
      const key = statement.includes('/') ? statement : statementKey(state.id, statement);
      const id = `${revision} ${key}`;
      if (written.has(id) || statements.get(key)?.revisions.has(revision) === true) continue;
      written.add(id);
      write(key, revision, false);
    }
  }
  await Promise.all([
    staleRevisions.length > 0 ? deleteRevisions(sql, staleRevisions) : undefined,
    staleSpans.length > 0 ? deleteSpans(sql, staleSpans) : undefined,
    sql.copy(spans),
    sql.copy(revisions),
  ]);
}

async function deleteRevisions(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM statement_revision r USING json_to_recordset($1) AS t(incident_id text, statement text, revision int)
     WHERE r.incident_id = t.incident_id AND r.statement = t.statement AND r.revision = t.revision`,
    [jsonRows(rows)],
  );
}

async function deleteSpans(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM statement s USING json_to_recordset($1) AS t(incident_id text, statement text, "from" timestamptz)
     WHERE s.incident_id = t.incident_id AND s.statement = t.statement AND lower(s.published) = t."from"`,
    [jsonRows(rows)],
  );
}

function contentOf(revision: Revision | undefined) {
  const data = revision?.entry.event.data;
  return data !== undefined && 'publisher' in data ? data : undefined;
}

/** What is past is found by no word. */
function spanRow(incident: string, { id, revisions }: Statement, span: StatementSpan) {
  const { from, to, revisions: count, retracted } = span;
  const latest = contentOf(revisions[count - 1]);
  return [
    incident,
    id,
    rangeCell(from, to),
    jsonCell(latest?.publisher),
    count,
    retracted?.at,
    retracted?.reason,
    to === null ? searchVector(latest?.title, latest?.body) : null,
  ] as const;
}

function revisionRow(state: IncidentState, statement: string, revision: Revision) {
  const { entry, number, kind } = revision;
  const content = contentOf(revision);
  return [
    state.id,
    statement,
    number,
    kind,
    entry.time,
    entry.recorded,
    entry.source,
    entry.id,
    entry.at.partition,
    entry.at.offset,
    content?.title,
    content?.url,
    content?.language,
    content?.body,
    JSON.stringify(claimsOfRevision(state, revision)),
  ] as const;
}
