import { Type, type Static } from 'typebox';
import { stances, type ClaimValue, type Stance } from '../claim.js';
import { defineEvent } from '../envelope.js';
import { closed, Id } from '../primitives.js';
import { Cause, changed } from './cause.js';

export const factStatuses = [
  'established',
  'suspected',
  'denied',
  'contested',
  'undetermined',
  'undisclosed',
  'withdrawn',
] as const;
export type FactStatus = (typeof factStatuses)[number];

export const Ruling = Type.Object(
  { reason: Type.String(), recordedAt: Type.String(), source: Type.String(), id: Type.String() },
  closed,
);
export type Ruling = Static<typeof Ruling>;

const idOrNull = Type.Union([Id, Type.Null()]);

/** What is held to be so about one fact; `stance` to `revision` name the position it rests on. */
export const Head = Type.Object(
  {
    status: Type.Unsafe<FactStatus>({ type: 'string', enum: [...factStatuses] }),
    value: Type.Unsafe<ClaimValue | null>({ type: ['string', 'number', 'object', 'null'] }),
    stance: Type.Unsafe<Stance | null>({ enum: [...stances, null] }),
    speaker: idOrNull,
    statement: Type.Union([Type.String(), Type.Null()]),
    revision: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    ruling: Type.Union([Ruling, Type.Null()]),
  },
  closed,
);
export type Head = Static<typeof Head>;

function factChange<const Kind extends string>(kind: Kind) {
  const data = Type.Object(
    {
      ...changed,
      kind: Type.Literal(kind),
      fact: Id,
      item: idOrNull,
      before: Type.Union([Head, Type.Null()]),
      after: Type.Union([Head, Type.Null()]),
      relabelledFrom: idOrNull,
      cause: Cause,
    },
    closed,
  );
  return { kind, ...defineEvent(kind, 1, data) };
}

/** Had no value, has one. */
const factAsserted = factChange('fact.asserted');
/** Had a value and has none; or, without one before, is now `withdrawn` or gone. */
const factWithdrawn = factChange('fact.withdrawn');
/** Had and has a value, and it differs, or passes between denied and not denied. */
const factChanged = factChange('fact.changed');
/** The same value; a dispute begins. */
const factContested = factChange('fact.contested');
/** The same value; the dispute ends. */
const factSettled = factChange('fact.settled');
/** The same value and dispute state; anything else differs. */
const factRestated = factChange('fact.restated');
/** No value before or after, and something else differs. */
const factRaised = factChange('fact.raised');

export const factChanges = [
  factAsserted,
  factWithdrawn,
  factChanged,
  factContested,
  factSettled,
  factRestated,
  factRaised,
] as const;
