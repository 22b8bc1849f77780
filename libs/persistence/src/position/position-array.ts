import type { ClaimValue, PartyKind, Stance } from '#contracts';
import { toInstant } from '../data-source.js';
import type { PositionRow } from './read-positions.js';

/** A position as one array of JSON, which costs both sides a fraction of a row a position. */
export type PositionArray = readonly [
  fact: string,
  item: string,
  speaker: string,
  kind: PartyKind,
  publisher: string,
  statement: string,
  revision: number,
  saidAt: string,
  recorded: string,
  stance: Stance,
  value: ClaimValue | null,
  relayed: boolean,
  preferred: boolean,
  quote: string | null,
];

export const positionArray = `json_build_array(fact, item, speaker, kind, publisher, statement, revision, said_at::text, recorded::text, stance,
  value, relayed, preferred, quote)`;

export function fromPositionArray(incident_id: string, row: PositionArray): PositionRow {
  const [fact, item, speaker, kind, publisher, statement, revision, saidAt, recorded, stance, ...rest] = row;
  const [value, relayed, preferred, quote] = rest;
  const said = { said_at: toInstant(saidAt), recorded: toInstant(recorded), stance, value, relayed, preferred, quote };
  return { incident_id, fact, item, speaker, kind, publisher, statement, revision, ...said };
}
