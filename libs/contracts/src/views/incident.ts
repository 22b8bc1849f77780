import { Type, type Static } from 'typebox';
import { Organisation } from '../events/incident-described.js';
import { closed, Id, InstantText } from '../primitives.js';
import { FactView } from './fact.js';
import { Nullable } from './nullable.js';

export { FactView } from './fact.js';
export { PositionView } from './position.js';

/** Of a fact in a list of incidents or in the compacted topic, at most this many positions are told, without quotes. */
export const listedPositions = 20;

/** An incident as the API and the compacted topic tell it. `offset` is that of the last event that touched it. */
export const IncidentView = Type.Object(
  {
    id: Id,
    version: Type.Integer({ minimum: 1 }),
    title: Nullable(Type.String()),
    summary: Nullable(Type.String()),
    organisations: Type.Array(Organisation),
    sectors: Type.Array(Id),
    countries: Type.Array(Type.String()),
    tags: Type.Array(Type.String()),
    references: Type.Array(Type.String()),
    absorbed: Type.Array(Id),
    mergedInto: Nullable(Id),
    openedAt: Nullable(InstantText),
    lastStatementAt: Nullable(InstantText),
    recordedAt: InstantText,
    offset: Type.String({ pattern: '^\\d+@\\d+$' }),
    contested: Type.Array(Type.String()),
    statementCount: Type.Integer({ minimum: 0 }),
    speakerCount: Type.Integer({ minimum: 0 }),
    facts: Type.Array(FactView),
  },
  closed,
);
export type IncidentView = Static<typeof IncidentView>;
