import { Type, type Static } from 'typebox';
import { Head } from '../changes/fact-changes.js';
import { stances, type ClaimValue, type Stance } from '../claim.js';
import { partyKinds, type PartyKind } from '../party.js';
import { closed, Id, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';

const relations = ['same', 'refines', 'broader', 'overlaps', 'conflicts', 'incomparable'] as const;
type RelationName = (typeof relations)[number];

/** What a speaker holds; `relation` is how it stands to the fact's value, `null` where either has none. */
export const PositionView = Type.Object(
  {
    speaker: Id,
    kind: Type.Unsafe<PartyKind>({ type: 'string', enum: [...partyKinds] }),
    publisher: Id,
    statement: Type.String(),
    revision: Type.Integer({ minimum: 1 }),
    saidAt: InstantText,
    stance: Type.Unsafe<Stance>({ type: 'string', enum: [...stances] }),
    value: Type.Unsafe<ClaimValue | null>(Head.properties.value),
    relation: Type.Unsafe<RelationName | null>({ enum: [...relations, null] }),
    relayed: Type.Boolean(),
    quote: Nullable(Type.String()),
  },
  closed,
);
export type PositionView = Static<typeof PositionView>;
