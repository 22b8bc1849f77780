import { Type, type Static } from 'typebox';
import { closed, Id } from '../primitives.js';

const Nullable = Type.Union([Id, Type.Null()]);

/** The event that made a change, its place in the log, and what it made there. */
export const Cause = Type.Object(
  {
    subject: Id,
    source: Type.String(),
    id: Type.String(),
    type: Type.String(),
    offset: Type.String({ pattern: '^\\d+@\\d+$' }),
    statement: Nullable,
    revision: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    speaker: Nullable,
    late: Type.Boolean(),
  },
  closed,
);
export type Cause = Static<typeof Cause>;

/** What every change says first. `version` is the incident's, after the event. */
export const changed = { incident: Id, version: Type.Integer({ minimum: 1 }) };
