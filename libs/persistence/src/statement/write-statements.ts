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
import { jsonRows } from '../json-rows.js';
import { searchVector } from '../search/words.js';
import type { Sql } from '../sql.js';

/** Brings the statements that changed, and those of their revisions that did, up to date. */
export async function writeStatements(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  const spans: object[] = [];
  const goneSpans: object[] = [];
  const revisions = new Map<string, object>();
  const goneRevisions: object[] = [];
  for (const { state, statements, redated } of deltas) {
    const write = (statement: Statement, revision: Revision) => {
      revisions.set(JSON.stringify([state.id, statement.id, revision.number]), revisionRow(state, statement, revision));
    };
    for (const [key, rows] of statements) {
      const statement = state.statements.get(key);
      const row = { incident_id: state.id, statement: statementName(state.id, key) };
      for (const number of rows.revisions) {
        const revision = statement?.revisions[number - 1];
        if (statement !== undefined && revision !== undefined) write(statement, revision);
        else goneRevisions.push({ ...row, revision: number });
      }
      for (const from of rows.spans) {
        const span = statement?.spans.findLast((each) => each.from === from);
        if (statement !== undefined && span !== undefined) spans.push({ ...row, ...spanColumns(statement, span) });
        else goneSpans.push({ ...row, from });
      }
    }
    for (const { statement: id, revision: number } of redated) {
      const statement = state.statements.get(id.includes('/') ? id : statementKey(state.id, id));
      const revision = statement?.revisions[number - 1];
      if (statement !== undefined && revision !== undefined) write(statement, revision);
    }
  }
  if (goneRevisions.length > 0) await deleteRevisions(sql, goneRevisions);
  if (goneSpans.length > 0) await deleteSpans(sql, goneSpans);
  if (spans.length > 0) await upsertSpans(sql, spans);
  if (revisions.size > 0) await upsertRevisions(sql, [...revisions.values()]);
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

async function upsertSpans(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO statement (incident_id, statement, published, publisher, revision_count, retracted_at, retracted_reason, search)
     SELECT incident_id, statement, tstzrange("from", "to"), publisher, revision_count, retracted_at, retracted_reason, words::tsvector
     FROM json_to_recordset($1) AS t(incident_id text, statement text, "from" timestamptz, "to" timestamptz, publisher json, revision_count int,
       retracted_at timestamptz, retracted_reason text, words text)
     ON CONFLICT (incident_id, statement, lower(published)) DO UPDATE SET published = EXCLUDED.published, publisher = EXCLUDED.publisher,
       revision_count = EXCLUDED.revision_count, retracted_at = EXCLUDED.retracted_at, retracted_reason = EXCLUDED.retracted_reason, search = EXCLUDED.search`,
    [jsonRows(rows)],
  );
}

async function upsertRevisions(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO statement_revision (incident_id, statement, revision, kind, at, recorded_at, source, event_id, partition, "offset", title, url, language, body, claims)
     SELECT * FROM json_to_recordset($1) AS t(incident_id text, statement text, revision int, kind text, at timestamptz, recorded_at timestamptz, source text,
       event_id text, partition int, "offset" bigint, title text, url text, language text, body text, claims json)
     ON CONFLICT (incident_id, statement, revision) DO UPDATE SET kind = EXCLUDED.kind, at = EXCLUDED.at, recorded_at = EXCLUDED.recorded_at,
       source = EXCLUDED.source, event_id = EXCLUDED.event_id, partition = EXCLUDED.partition, "offset" = EXCLUDED."offset", title = EXCLUDED.title,
       url = EXCLUDED.url, language = EXCLUDED.language, body = EXCLUDED.body, claims = EXCLUDED.claims`,
    [jsonRows(rows)],
  );
}

function contentOf(revision: Revision | undefined) {
  const data = revision?.entry.event.data;
  return data !== undefined && 'publisher' in data ? data : undefined;
}

/** What is past is found by no word. */
function spanColumns({ revisions }: Statement, { from, to, revisions: count, retracted }: StatementSpan): object {
  const latest = contentOf(revisions[count - 1]);
  return {
    from,
    to,
    publisher: latest?.publisher ?? null,
    revision_count: count,
    retracted_at: retracted?.at ?? null,
    retracted_reason: retracted?.reason ?? null,
    words: to === null ? searchVector(latest?.title, latest?.body) : null,
  };
}

function revisionRow(state: IncidentState, statement: Statement, revision: Revision): object {
  const { entry, number, kind } = revision;
  const content = contentOf(revision);
  return {
    incident_id: state.id,
    statement: statement.id,
    revision: number,
    kind,
    at: entry.time,
    recorded_at: entry.recorded,
    source: entry.source,
    event_id: entry.id,
    partition: entry.at.partition,
    offset: entry.at.offset.toString(),
    title: content?.title ?? null,
    url: content?.url ?? null,
    language: content?.language ?? null,
    body: content?.body ?? null,
    claims: claimsOfRevision(state, revision),
  };
}
