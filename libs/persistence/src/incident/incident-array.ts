import type { IncidentView } from '#contracts';
import { toInstant } from '../data-source.js';
import type { IncidentRow } from './read-incidents.js';

/** What an incident's row tells as one array of JSON. */
export type IncidentArray = readonly [
  version: number,
  title: string | null,
  summary: string | null,
  organisations: IncidentView['organisations'],
  sectors: string[],
  countries: string[],
  tags: string[],
  references: string[],
  absorbed: string[],
  mergedInto: string | null,
  openedAt: string | null,
  lastStatementAt: string | null,
  recordedAt: string,
  offset: string,
  contested: string[],
  statementCount: number,
  speakerCount: number,
];

export const incidentArray = `json_build_array(version, title, summary, organisations, sectors, countries, tags, "references", absorbed, merged_into,
  opened_at::text, last_statement_at::text, recorded_at::text, last_partition || '@' || last_offset, contested, statement_count, speaker_count)`;

export function fromIncidentArray(incident_id: string, row: IncidentArray): IncidentRow {
  const [version, title, summary, organisations, sectors, countries, tags, references, absorbed, merged_into] = row;
  const [, , , , , , , , , , openedAt, lastStatementAt, recordedAt, offset, contested, statement_count, speaker_count] =
    row;
  return {
    incident_id,
    version,
    title,
    summary,
    organisations,
    sectors,
    countries,
    tags,
    references,
    absorbed,
    merged_into,
    opened_at: openedAt === null ? null : toInstant(openedAt),
    last_statement_at: lastStatementAt === null ? null : toInstant(lastStatementAt),
    recorded_at: toInstant(recordedAt),
    offset,
    contested,
    statement_count,
    speaker_count,
  };
}
