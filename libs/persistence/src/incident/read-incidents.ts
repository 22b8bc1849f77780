import type { IncidentView, Instant } from '#contracts';
import { factId } from '#domain';
import { readFacts, type FactOptions } from '../fact/read-facts.js';
import { crowdOf } from '../position/read-positions.js';
import type { Sql } from '../sql.js';
import { readMoments, type Moment } from './read-moments.js';

export interface IncidentRow {
  readonly incident_id: string;
  readonly version: number;
  readonly title: string | null;
  readonly summary: string | null;
  readonly organisations: IncidentView['organisations'];
  readonly sectors: string[];
  readonly countries: string[];
  readonly tags: string[];
  readonly references: string[];
  readonly absorbed: string[];
  readonly merged_into: string | null;
  readonly opened_at: Instant | null;
  readonly last_statement_at: Instant | null;
  readonly recorded_at: Instant;
  readonly offset: string;
  readonly contested: string[];
  readonly statement_count: number;
  readonly speaker_count: number;
}

/** Those of `ids` that are known, in that order; as of an instant, if the options name one. Several queries: for one state of them all, run it in a snapshot. */
export async function readIncidents(sql: Sql, ids: readonly string[], options: FactOptions): Promise<IncidentView[]> {
  if (ids.length === 0) return [];
  const rows = await sql.query<IncidentRow>(
    `SELECT incident_id, version, title, summary, organisations, sectors, countries, tags, "references", absorbed, merged_into,
            opened_at, last_statement_at, recorded_at, last_partition || '@' || last_offset AS offset,
            contested, statement_count, speaker_count
       FROM incident
      WHERE incident_id = ANY($1) AND version > 0`,
    [ids],
  );
  const byId = new Map(rows.map((row) => [row.incident_id, row]));
  const { asOf = null } = options;
  // Few statements make few positions; as of then there may have been more of them.
  const crowd = crowdOf(options.positions);
  const crowded = rows.filter((row) => asOf !== null || row.statement_count > crowd).map((row) => row.incident_id);
  const facts = await readFacts(sql, { incidents: [...byId.keys()], crowded }, options);
  const moments = asOf === null ? null : await readMoments(sql, [...byId.keys()], asOf);
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const now = toIncident(row, facts.get(id) ?? []);
    const then = moments?.get(id);
    return [then === undefined ? now : asItStood(now, then)];
  });
}

/** What its facts, as of then, and that moment tell otherwise than its row. */
export function asItStood(now: IncidentView, moment: Moment): IncidentView {
  return { ...now, ...moment, contested: contestedOf(now.facts) };
}

function contestedOf(facts: IncidentView['facts']): string[] {
  return facts
    .filter(({ status }) => status === 'contested')
    .map(factId)
    .sort();
}

export function toIncident(row: IncidentRow, facts: IncidentView['facts']): IncidentView {
  const { version, title, summary, organisations, sectors, countries, tags, references, absorbed, offset, contested } =
    row;
  return {
    id: row.incident_id,
    version,
    title,
    summary,
    organisations,
    sectors,
    countries,
    tags,
    references,
    absorbed,
    mergedInto: row.merged_into,
    openedAt: row.opened_at,
    lastStatementAt: row.last_statement_at,
    recordedAt: row.recorded_at,
    offset,
    contested,
    statementCount: row.statement_count,
    speakerCount: row.speaker_count,
    facts,
  };
}
