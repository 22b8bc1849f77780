import type { ClaimValue, Instant, PartyKind, PositionView, Stance } from '#contracts';
import { carriesValue, compareRank, flagExtent, readValue, relatePositions } from '#domain';
import type { Extent, FactDefinition, Policy, Position, Vocabulary } from '#domain';
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
  readonly quote: string | null;
}

export interface PositionsWanted {
  readonly incidents: readonly string[];
  /** Of this fact only. */
  readonly fact?: string;
  readonly quotes: boolean;
}

/** Everybody's current positions, in no order. */
export function readPositions(sql: Sql, { incidents, fact, quotes }: PositionsWanted): Promise<PositionRow[]> {
  return sql.query<PositionRow>(
    `SELECT incident_id, fact, item, speaker, kind, publisher, statement, revision, said_at, recorded, stance, value, relayed,
            CASE WHEN $2 THEN quote END AS quote
       FROM position
      WHERE incident_id = ANY($1) AND ($3::text IS NULL OR fact = $3)`,
    [incidents, quotes, fact ?? null],
  );
}

/** One fact's positions in rank order, each with how it stands to the first. */
export function rankPositions(rows: readonly PositionRow[], policy: Policy, vocabulary: Vocabulary): PositionView[] {
  const scales = { policy, ruling: null };
  const ranked = rows.map((row) => toPosition(row, vocabulary)).sort((a, b) => compareRank(a, b, scales));
  const [first] = ranked;
  return ranked.map((position) => toView(position, first));
}

function toPosition(row: PositionRow, vocabulary: Vocabulary): Position {
  const { fact, item, speaker, kind, publisher, statement, revision, recorded, stance, value, relayed, quote } = row;
  const definition = vocabulary.facts[fact];
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
  };
  return { fact, item: item === '' ? null : item, type, ...said };
}

function extentOf(definition: FactDefinition, stance: Stance, value: ClaimValue | null): Extent | null {
  if (!carriesValue(stance)) return null;
  if (definition.type === 'flag') return flagExtent;
  const extent = value === null ? null : readValue(definition, value);
  return typeof extent === 'string' ? null : extent;
}

function toView(position: Position, first: Position | undefined): PositionView {
  const { speaker, kind, publisher, statement, revision, saidAt, stance, value, relayed, quote } = position;
  const relation = first === undefined ? null : relatePositions(position, first);
  return { speaker, kind, publisher, statement, revision, saidAt, stance, value, relation, relayed, quote };
}
