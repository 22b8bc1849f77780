import type { Head } from '#contracts';
import { toInstant } from '../data-source.js';
import type { FactRow } from './read-facts.js';

/** A fact as one array of JSON. */
export type FactArray = readonly [
  fact: string,
  item: string,
  status: Head['status'],
  value: Head['value'],
  stance: Head['stance'],
  speaker: Head['speaker'],
  publisher: string | null,
  statement: Head['statement'],
  revision: Head['revision'],
  ruling: Head['ruling'],
  since: string,
];

export const factArray = `json_build_array(fact, item, status, value, stance, speaker, publisher, statement, revision, ruling, lower(published)::text)`;

export function fromFactArray(incident_id: string, row: FactArray): FactRow {
  const [fact, item, status, value, stance, speaker, publisher, statement, revision, ruling, since] = row;
  const said = { stance, speaker, publisher, statement, revision, ruling, since: toInstant(since) };
  return { incident_id, fact, item, status, value, ...said };
}
