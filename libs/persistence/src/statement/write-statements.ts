import {
  claimsBy,
  factId,
  statementKey,
  type Assertion,
  type Held,
  type IncidentState,
  type Revision,
  type Statement,
} from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { differing, jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

/** Brings the statements that changed, and those of their revisions that did, up to date. */
export async function writeStatements(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  const statements: object[] = [];
  const revisions = new Map<string, object>();
  const shortened: object[] = [];
  for (const { state, statements: touched, redated } of deltas) {
    const write = (statement: Statement, revision: Revision) => {
      revisions.set(JSON.stringify([state.id, statement.id, revision.number]), revisionRow(state, statement, revision));
    };
    for (const [key, before] of touched) {
      const after = state.statements.get(key);
      const left = after?.revisions.length ?? 0;
      if (before !== undefined && (after === undefined || left < before.revisions.length)) {
        shortened.push({ incident_id: state.id, statement: before.id, left, gone: after === undefined });
      }
      if (after === undefined) continue;
      statements.push(statementRow(state.id, after));
      for (const revision of differing(before?.revisions ?? [], after.revisions)) write(after, revision);
    }
    for (const { statement: id, revision: number } of redated) {
      const statement = state.statements.get(id.includes('/') ? id : statementKey(state.id, id));
      const revision = statement?.revisions[number - 1];
      if (statement !== undefined && revision !== undefined) write(statement, revision);
    }
  }
  if (shortened.length > 0) await shortenStatements(sql, shortened);
  if (statements.length > 0) await upsertStatements(sql, statements);
  if (revisions.size > 0) await upsertRevisions(sql, [...revisions.values()]);
}

/** A correction may take revisions away, a reassignment or merge the whole statement. */
async function shortenStatements(sql: Sql, rows: readonly object[]): Promise<void> {
  const columns = 'json_to_recordset($1) AS t(incident_id text, statement text, "left" int, gone boolean)';
  await sql.query(
    `DELETE FROM statement_revision r USING ${columns} WHERE r.incident_id = t.incident_id AND r.statement = t.statement AND r.revision > t."left"`,
    [jsonRows(rows)],
  );
  await sql.query(
    `DELETE FROM statement s USING ${columns} WHERE t.gone AND s.incident_id = t.incident_id AND s.statement = t.statement`,
    [jsonRows(rows)],
  );
}

async function upsertStatements(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO statement (incident_id, statement, publisher, revision_count, retracted_at, retracted_reason, search)
     SELECT incident_id, statement, publisher, revision_count, retracted_at, retracted_reason, to_tsvector('simple', left(words, 100000))
     FROM json_to_recordset($1) AS t(incident_id text, statement text, publisher json, revision_count int, retracted_at timestamptz, retracted_reason text, words text)
     ON CONFLICT (incident_id, statement) DO UPDATE SET publisher = EXCLUDED.publisher, revision_count = EXCLUDED.revision_count,
       retracted_at = EXCLUDED.retracted_at, retracted_reason = EXCLUDED.retracted_reason, search = EXCLUDED.search`,
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

function statementRow(incident: string, { id, revisions, retracted }: Statement): object {
  const latest = contentOf(revisions.at(-1));
  return {
    incident_id: incident,
    statement: id,
    publisher: latest?.publisher ?? null,
    revision_count: revisions.length,
    retracted_at: retracted?.at ?? null,
    retracted_reason: retracted?.reason ?? null,
    words: `${latest?.title ?? ''} ${latest?.body ?? ''}`,
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
    claims: entry.assertions.map((assertion) => {
      const fact = state.facts.get(factId(assertion));
      const held =
        fact === undefined ? undefined : claimsBy(fact, entry).find(({ index }) => index === assertion.index);
      return claimRow(assertion, held);
    }),
  };
}

function claimRow({ claim, speaker, relayed }: Assertion, held: Held | undefined): object {
  return { ...claim, speaker: speaker.id, relayed, saidAt: held?.saidAt ?? claim.saidAt, echo: held?.echo ?? false };
}
