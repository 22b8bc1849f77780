import type { FactView, Head, Instant } from '#contracts';
import type { Policy, Vocabulary } from '#domain';
import { heldAt } from '../held-at.js';
import { rankPositions, readPositions, type PositionRow } from '../position/read-positions.js';
import type { Sql } from '../sql.js';

export interface FactsWanted {
  readonly incidents: readonly string[];
  /** Those of them of which a fact may have more positions than `crowdOf` says; all, unless told. */
  readonly crowded?: readonly string[];
  /** Of this key only; all items of it. */
  readonly fact?: string;
}

export interface FactOptions {
  /** How many a fact at most; all of them are counted. */
  readonly positions: number | 'all';
  readonly quotes: boolean;
  readonly policy: Policy;
  readonly vocabulary: Vocabulary;
  /** What was held to be so then, on the publication axis; now, where it is left out or `null`. */
  readonly asOf?: Instant | null;
}

export interface FactRow extends Omit<Head, 'ruling'> {
  readonly incident_id: string;
  readonly fact: string;
  readonly item: string;
  readonly publisher: string | null;
  readonly ruling: Head['ruling'];
  readonly since: Instant;
}

/** What is held to be so, by incident, in order of fact and item. */
export async function readFacts(
  sql: Sql,
  { incidents, crowded, fact }: FactsWanted,
  options: FactOptions,
): Promise<Map<string, FactView[]>> {
  const { asOf = null } = options;
  const parameters: unknown[] = [incidents, fact ?? null];
  const held = heldAt('published', asOf, (value) => `$${parameters.push(value)}`);
  const rows = await sql.query<FactRow>(
    `SELECT incident_id, fact, item, status, value, stance, speaker, publisher, statement, revision, ruling, lower(published) AS since
       FROM fact
      WHERE incident_id = ANY($1) AND ${held} AND ($2::text IS NULL OR fact = $2)
      ORDER BY incident_id, fact, item`,
    parameters,
  );
  const positions = await readPositions(sql, {
    incidents,
    quotes: options.quotes,
    most: options.positions,
    policy: options.policy,
    asOf,
    ...(crowded === undefined ? {} : { crowded }),
    ...(fact === undefined ? {} : { fact }),
  });
  const positionsOf = Map.groupBy(positions, keyOf);
  const byIncident = Map.groupBy(rows, (row) => row.incident_id);
  return new Map(
    [...byIncident].map(([incident, facts]) => [
      incident,
      facts.map((row) => toFact(row, positionsOf.get(keyOf(row)) ?? [], options)),
    ]),
  );
}

// A space is in no id.
export function keyOf({ incident_id, fact, item }: Pick<PositionRow, 'incident_id' | 'fact' | 'item'>): string {
  return `${incident_id} ${fact} ${item}`;
}

export function toFact(
  row: FactRow,
  positions: readonly PositionRow[],
  { positions: most, policy, vocabulary }: FactOptions,
): FactView {
  const { fact, item, status, value, stance, speaker, publisher, statement, revision, ruling, since } = row;
  const ranked = rankPositions(positions, policy, vocabulary);
  return {
    fact,
    item: item === '' ? null : item,
    status,
    value,
    stance,
    speaker,
    publisher,
    statement,
    revision,
    ruling,
    since,
    positionCount: positions[0]?.held ?? positions.length,
    positions: most === 'all' ? ranked : ranked.slice(0, most),
  };
}
