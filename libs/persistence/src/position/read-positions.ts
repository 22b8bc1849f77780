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
  /** Where it was asked for. */
  readonly quote?: string | null;
  /** Of how many of the fact this is one, where not all of them are read. */
  readonly held?: number;
}

export interface PositionsWanted {
  readonly incidents: readonly string[];
  /** Those of them of which a fact may have more positions than `crowdOf`; all, unless told. */
  readonly crowded?: readonly string[];
  /** Of this fact only. */
  readonly fact?: string;
  readonly quotes: boolean;
  /** Of each fact at least this many of those that the policy ranks first. */
  readonly most: number | 'all';
  readonly policy: Policy;
  readonly asOf: Instant | null;
}

// Reading a few more and leaving the rest to the domain costs less than having them ranked in SQL.
const CROWDED = 3;

/** Of how many positions a fact is too many to read all for the first of them. */
export function crowdOf(most: number | 'all'): number {
  return most === 'all' ? Infinity : CROWDED * most;
}

/** Everybody's positions, now or as of then, in no order. */
export async function readPositions(sql: Sql, wanted: PositionsWanted): Promise<PositionRow[]> {
  const { incidents, most } = wanted;
  const crowded = most === 'all' ? new Set<string>() : await withManyPositions(sql, wanted, crowdOf(most));
  const others = incidents.filter((incident) => !crowded.has(incident));
  return [
    ...(others.length === 0 ? [] : await readAll(sql, { ...wanted, incidents: others })),
    ...(most === 'all' || crowded.size === 0 ? [] : await readFirst(sql, { ...wanted, incidents: [...crowded] }, most)),
  ];
}

/** The incidents of which a fact has more positions than this. */
async function withManyPositions(sql: Sql, wanted: PositionsWanted, count: number): Promise<Set<string>> {
  const { incidents, crowded = incidents } = wanted;
  if (crowded.length === 0) return new Set();
  const parameters: unknown[] = [];
  const rows = await sql.query<{ incident_id: string }>(
    `SELECT incident_id FROM position WHERE ${held({ ...wanted, incidents: crowded }, parameters)} GROUP BY incident_id, fact, item HAVING count(*) > ${count}`,
    parameters,
  );
  return new Set(rows.map((row) => row.incident_id));
}

function readAll(sql: Sql, wanted: PositionsWanted): Promise<PositionRow[]> {
  const parameters: unknown[] = [];
  return sql.query<PositionRow>(
    `SELECT ${columns(wanted)} FROM position WHERE ${held(wanted, parameters)}`,
    parameters,
  );
}

function readFirst(sql: Sql, wanted: PositionsWanted, most: number): Promise<PositionRow[]> {
  const { ranks, facts } = wanted.policy;
  const parameters: unknown[] = [];
  const where = held(wanted, parameters);
  const ranked = `$${parameters.push(JSON.stringify({ ranks, facts }))}::jsonb`;
  // As compareRank of the domain, whose last word is left to it: here those that only values tell apart all pass.
  return sql.query<PositionRow>(
    `SELECT ${columns(wanted)}, held FROM (
       SELECT *, count(*) OVER (PARTITION BY incident_id, fact, item)::int AS held,
              rank() OVER (PARTITION BY incident_id, fact, item ORDER BY
                stance NOT IN ('affirmed', 'suspected', 'denied'), preferred DESC, slot <> '',
                coalesce(${ranked} -> 'facts' -> fact -> kind, ${ranked} -> 'ranks' -> kind)::float8 DESC,
                stance = 'suspected', relayed, said_at DESC, speaker) AS place
         FROM position WHERE ${where}) AS ranked
      WHERE place <= ${most}`,
    parameters,
  );
}

function columns({ quotes }: PositionsWanted): string {
  return `incident_id, fact, item, speaker, kind, publisher, statement, revision, said_at, recorded, stance, value, relayed, preferred${quotes ? ', quote' : ''}`;
}

function held({ incidents, fact, asOf }: PositionsWanted, parameters: unknown[]): string {
  const use = (value: unknown): string => `$${parameters.push(value)}`;
  const ofFact = fact === undefined ? '' : ` AND fact = ${use(fact)}`;
  return `${heldAt('published', asOf, use)} AND incident_id = ANY(${use(incidents)})${ofFact}`;
}

/** One fact's positions in rank order, each with how it stands to the first. */
export function rankPositions(rows: readonly PositionRow[], policy: Policy, vocabulary: Vocabulary): PositionView[] {
  const ranked = rows.map((row) => toPosition(row, vocabulary)).sort((a, b) => compareRank(a, b, policy));
  const [first] = ranked;
  return ranked.map((position) => positionView(position, first));
}

export function toPosition(row: Omit<PositionRow, 'held'>, vocabulary: Vocabulary): Position {
  const { fact, item, stance, value } = row;
  const definition = definitionOf(vocabulary, fact);
  return {
    fact,
    item: item === '' ? null : item,
    type: definition?.type ?? 'text',
    stance,
    value,
    extent: definition === undefined ? null : extentOf(definition, stance, value),
    speaker: row.speaker,
    kind: row.kind,
    publisher: row.publisher,
    statement: row.statement,
    revision: row.revision,
    relayed: row.relayed,
    saidAt: row.said_at,
    recorded: row.recorded,
    quote: row.quote ?? null,
    preferred: row.preferred,
  };
}

function extentOf(definition: FactDefinition, stance: Stance, value: ClaimValue | null): Extent | null {
  if (!carriesValue(stance)) return null;
  if (definition.type === 'flag') return flagExtent;
  const extent = value === null ? null : readValue(definition, value);
  return typeof extent === 'string' ? null : extent;
}
