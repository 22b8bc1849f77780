import type { IncidentView, Instant } from '#contracts';
import { toInstant, type Database } from '../data-source.js';
import { keyOf, toFact, type FactOptions } from '../fact/read-facts.js';
import { factArray, fromFactArray, type FactArray } from '../fact/fact-array.js';
import { inOneStatement, type Statement } from '../generation/one-statement.js';
import { heldAt } from '../held-at.js';
import { fromPositionArray, positionArray, type PositionArray } from '../position/position-array.js';
import { incidentArray, fromIncidentArray, type IncidentArray } from './incident-array.js';
import { asItStood, toIncident } from './read-incidents.js';

export interface FoundIncident {
  /** The generation that it was read in. */
  readonly generation: number;
  readonly incident: IncidentView;
}

interface Row {
  readonly served: number | null;
  readonly incident: IncidentArray | null;
  readonly facts: FactArray[] | null;
  readonly positions: PositionArray[] | null;
  /** Of the statements of then: the beginning of the last, and how many stood. */
  readonly statements?: readonly [last: string | null, stood: number];
}

const columns = (schema: string, held: string) => `
  (SELECT number FROM public.generation WHERE state = 'served') AS served,
  (SELECT ${incidentArray} FROM ${schema}.incident WHERE incident_id = $1 AND version > 0) AS incident,
  (SELECT json_agg(row) FROM (
     SELECT ${factArray} AS row FROM ${schema}.fact WHERE incident_id = $1 AND ${held} ORDER BY fact, item) AS facts) AS facts,
  (SELECT json_agg(${positionArray}) FROM ${schema}.position WHERE incident_id = $1 AND ${held}) AS positions`;

const now: Statement = {
  name: 'incident',
  text: (schema) => `SELECT ${columns(schema, heldAt('published', null, String))}`,
};

const then: Statement = {
  name: 'incident as of',
  text: (schema) => `
    SELECT ${columns(schema, 'published @> $2::timestamptz')},
      (SELECT json_build_array(max(lower(published))::text,
                count(*) FILTER (WHERE published @> $2::timestamptz AND retracted_at IS NULL AND revision_count > 0))
         FROM ${schema}.statement WHERE incident_id = $1 AND lower(published) <= $2) AS statements`,
};

/** One incident with every position, quotes included, now or as of an instant: in one statement, which is a snapshot by itself. */
export async function readIncident(
  database: Database,
  id: string,
  options: Pick<FactOptions, 'policy' | 'vocabulary'> & { readonly asOf: Instant | null },
): Promise<FoundIncident | null> {
  const { asOf } = options;
  const row =
    asOf === null
      ? await inOneStatement<Row>(database, now, [id])
      : await inOneStatement<Row>(database, then, [id, asOf]);
  if (row.incident === null) return null;
  const positions = row.positions?.map((each) => fromPositionArray(id, each)) ?? [];
  const positionsOf = Map.groupBy(positions, keyOf);
  const facts = (row.facts ?? []).map((each) => {
    const fact = fromFactArray(id, each);
    return toFact(fact, positionsOf.get(keyOf(fact)) ?? [], { ...options, positions: 'all', quotes: true });
  });
  const incident = toIncident(fromIncidentArray(id, row.incident), facts);
  const [last, stood] = row.statements ?? [null, 0];
  if (asOf === null) return { generation: row.served, incident };
  const moment = {
    openedAt: incident.openedAt !== null && incident.openedAt <= asOf ? incident.openedAt : null,
    lastStatementAt: last === null ? null : toInstant(last),
    statementCount: stood,
    speakerCount: new Set(positions.map(({ speaker }) => speaker)).size,
  };
  return { generation: row.served, incident: asItStood(incident, moment) };
}
