import { Type, type Static } from 'typebox';
import { Head } from '../changes/fact-changes.js';
import { closed, Id, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';
import { PositionView } from './position.js';

const { status, value, stance, speaker, statement, revision, ruling } = Head.properties;

/** What is held to be so, since when, and everybody's positions in rank order: the winner first, those without a value last. */
export const FactView = Type.Object(
  {
    fact: Id,
    item: Nullable(Id),
    status,
    value,
    stance,
    speaker,
    publisher: Nullable(Id),
    statement,
    revision,
    ruling,
    since: InstantText,
    positionCount: Type.Integer({ minimum: 0 }),
    positions: Type.Array(PositionView),
  },
  closed,
);
export type FactView = Static<typeof FactView>;
