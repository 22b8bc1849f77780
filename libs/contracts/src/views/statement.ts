import { Type, type Static } from 'typebox';
import { Claim } from '../claim.js';
import { RevisionKind } from '../events/statement-revised.js';
import { Party } from '../party.js';
import { closed, Id, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';

/** A claim with everything said that the wire leaves to be understood. */
export const RevisionClaim = Type.Object(
  { ...Claim.properties, speaker: Id, saidAt: InstantText, relayed: Type.Boolean(), echo: Type.Boolean() },
  closed,
);
export type RevisionClaim = Static<typeof RevisionClaim>;

/** `source`, `id` and `offset` are those of the event that made it; they never change, while a late revision shifts later numbers. */
export const RevisionView = Type.Object(
  {
    revision: Type.Integer({ minimum: 1 }),
    kind: Nullable(RevisionKind),
    at: InstantText,
    recordedAt: InstantText,
    source: Type.String(),
    id: Type.String(),
    offset: Type.String({ pattern: '^\\d+@\\d+$' }),
    title: Nullable(Type.String()),
    url: Nullable(Type.String()),
    language: Nullable(Type.String()),
    body: Nullable(Type.String()),
    claims: Type.Array(RevisionClaim),
  },
  closed,
);
export type RevisionView = Static<typeof RevisionView>;

export const StatementView = Type.Object(
  {
    incident: Id,
    statement: Type.String(),
    publisher: Party,
    retracted: Nullable(Type.Object({ at: InstantText, reason: Nullable(Type.String()) }, closed)),
    revisionCount: Type.Integer({ minimum: 1 }),
    latest: RevisionView,
  },
  closed,
);
export type StatementView = Static<typeof StatementView>;
