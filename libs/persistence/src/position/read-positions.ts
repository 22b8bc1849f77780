import type { ClaimValue, Instant, PartyKind, PositionView, Stance } from '#contracts';
import { carriesValue, compareRank, definitionOf, flagExtent, readValue, positionView } from '#domain';
import type { Extent, FactDefinition, Policy, Position, Vocabulary } from '#domain';
import { heldAt } from '../held-at.js';
import type { Sql } from '../sql.js';

export interface PositionRow {
  readonly incident_id: string;
  readonly fact: string;
  readonly item: string;
  readonly speaker: string;
  readonly kind: PartyKind;
  readonly publisher: string;
  readonly statement: string;
  readonly revision: number;
  readonly said_at: Instant;
  readonly recorded: Instant;
  readonly stance: Stance;
  readonly value: ClaimValue | null;
  readonly relayed: boolean;
  readonly preferred: boolean;
  readonly quote: string | null;
  readonly held: number;
}

export interface PositionsWanted {
  readonly incidents: readonly string[];
  /** Of this fact only. */
  readonly fact?: string;
  readonly quotes: boolean;
  /** Of each fact at least this many of those that the policy ranks first. */
  readonly most: number | 'all';
  readonly policy: Policy;
  readonly asOf: Instant | null;
}

const columns = `incident_id, fact, item, speaker, kind, publisher, statement, revision, said_at, recorded, stance, value, relayed, preferred,
  CASE WHEN $2 THEN quote END AS quote`;

/** Everybody's positions, now or as of then, in no order. `held` is how many there are of the fact. */
export function readPositions(
  sql: Sql,
  { incidents, fact, quotes, most, policy, asOf }: PositionsWanted,
): Promise<PositionRow[]> {
  const parameters: unknown[] = [incidents, quotes, fact ?? null];
  const use = (value: unknown) => `$${parameters.push(value)}`;
  const wanted = `${heldAt('published', asOf, use)} AND incident_id = ANY($1) AND ($3::text IS NULL OR fact = $3)`;
  if (most === 'all') {
    return sql.query<PositionRow>(
      `SELECT ${columns}, count(*) OVER (PARTITION BY incident_id, fact, item)::int AS held FROM position WHERE ${wanted}`,
      parameters,
    );
  }
  const [limit, ranks] = [use(most), `${use(JSON.stringify({ ranks: policy.ranks, facts: policy.facts }))}::jsonb`];
  // As compareRank of the domain, whose last word is left to it: here those that only values tell apart all pass.
  return sql.query<PositionRow>(
    `SELECT ${columns}, held FROM (
       SELECT *, count(*) OVER (PARTITION BY incident_id, fact, item)::int AS held,
              rank() OVER (PARTITION BY incident_id, fact, item ORDER BY
                stance NOT IN ('affirmed', 'suspected', 'denied'), preferred DESC, slot <> '',
                coalesce(${ranks} -> 'facts' -> fact -> kind, ${ranks} -> 'ranks' -> kind)::float8 DESC,
                stance = 'suspected', relayed, said_at DESC, speaker) AS place
         FROM position WHERE ${wanted}) AS ranked
      WHERE place <= ${limit}`,
    parameters,
  );
}

/** One fact's positions in rank order, each with how it stands to the first. */
export function rankPositions(rows: readonly PositionRow[], policy: Policy, vocabulary: Vocabulary): PositionView[] {
  const ranked = rows.map((row) => toPosition(row, vocabulary)).sort((a, b) => compareRank(a, b, policy));
  const [first] = ranked;
  return ranked.map((position) => positionView(position, first));
}

export function toPosition(row: Omit<PositionRow, 'held'>, vocabulary: Vocabulary): Position {
  const {
    fact,
    item,
    speaker,
    kind,
    publisher,
    statement,
    revision,
    recorded,
    stance,
    value,
    relayed,
    quote,
    preferred,
  } = row;
  const definition = definitionOf(vocabulary, fact);
  const type = definition?.type ?? 'text';
  const extent = definition === undefined ? null : extentOf(definition, stance, value);
  const said = {
    stance,
    value,
    extent,
    speaker,
    kind,
    publisher,
    statement,
    revision,
    relayed,
    saidAt: row.said_at,
    recorded,
    quote,
    preferred,
  };
  return { fact, item: item === '' ? null : item, type, ...said };
}

function extentOf(definition: FactDefinition, stance: Stance, value: ClaimValue | null): Extent | null {
  if (!carriesValue(stance)) return null;
  if (definition.type === 'flag') return flagExtent;
  const extent = value === null ? null : readValue(definition, value);
  return typeof extent === 'string' ? null : extent;
}
