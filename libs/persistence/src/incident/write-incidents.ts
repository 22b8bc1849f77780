import { absorbedBy, compareText, describedOf, type IncidentState } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import { searchVector } from '../search/words.js';
import type { Sql } from '../sql.js';

/** Rows that `lockIncidents` has locked. What desks say of an incident seldom changes, and is written only then. */
export async function writeIncidents(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  const described = deltas.filter(({ isDescribedAnew }) => isDescribedAnew).map(({ state }) => description(state));
  await Promise.all([
    described.length > 0 ? describeIncidents(sql, described) : undefined,
    noteProgress(
      sql,
      deltas.map(({ state }) => progress(state)),
    ),
  ]);
}

async function noteProgress(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `UPDATE incident i SET version = t.version, opened_at = t.opened_at, last_statement_at = t.last_statement_at, recorded_at = t.recorded_at,
       last_partition = t.last_partition, last_offset = t.last_offset, contested = t.contested,
       statement_count = t.statement_count, speaker_count = t.speaker_count, opened = t.opened, latest = t.latest
     FROM json_to_recordset($1) AS t(incident_id text, version int, opened_at timestamptz, last_statement_at timestamptz,
       recorded_at timestamptz, last_partition int, last_offset bigint, contested text[], statement_count int, speaker_count int,
       opened boolean, latest timestamptz)
     WHERE i.incident_id = t.incident_id`,
    [jsonRows(rows)],
  );
}

async function describeIncidents(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `UPDATE incident i SET title = t.title, summary = t.summary, organisations = t.organisations,
       organisation_ids = t.organisation_ids, sectors = t.sectors, countries = t.countries, tags = t.tags, "references" = t."references",
       merged_into = t.merged_into, absorbed = t.absorbed,
       search = CASE WHEN i.title IS NOT DISTINCT FROM t.title AND i.summary IS NOT DISTINCT FROM t.summary THEN i.search ELSE t.words::tsvector END
     FROM json_to_recordset($1) AS t(incident_id text, title text, summary text, organisations json, organisation_ids text[],
       sectors text[], countries text[], tags text[], "references" json, merged_into text, absorbed text[], words text)
     WHERE i.incident_id = t.incident_id`,
    [jsonRows(rows)],
  );
}

function progress(state: IncidentState): object {
  return {
    incident_id: state.id,
    version: state.version,
    opened_at: state.openedAt,
    last_statement_at: state.lastStatementAt,
    recorded_at: state.recordedAt,
    last_partition: state.at?.partition ?? null,
    last_offset: state.at?.offset.toString() ?? null,
    contested: [...state.contested].sort(compareText),
    statement_count: state.statementCount,
    speaker_count: state.speakers.size,
    opened: state.opened,
    latest: state.latest,
  };
}

function description(state: IncidentState): object {
  const { title, summary, organisations, sectors, countries, tags, references } = describedOf(state);
  return {
    incident_id: state.id,
    title,
    summary,
    organisations,
    organisation_ids: organisations.map(({ id }) => id),
    sectors,
    countries,
    tags,
    references,
    merged_into: state.books.merged.get(state.id) ?? null,
    absorbed: absorbedBy(state),
    words: searchVector(title, summary),
  };
}
