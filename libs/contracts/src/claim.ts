import { Type, type Static } from 'typebox';
import { Party } from './party.js';
import { closed, Id, InstantText, Text } from './primitives.js';

export const stances = ['affirmed', 'suspected', 'denied', 'undetermined', 'undisclosed'] as const;
export type Stance = (typeof stances)[number];

export interface CountRange {
  readonly min?: number;
  readonly max?: number;
  readonly approximate?: boolean;
}
export interface Money {
  readonly amount: number;
  readonly currency: string;
}
/** Which of these a fact takes is its type in the vocabulary; the schema leaves that to the domain, which knows it. */
export type ClaimValue = string | number | CountRange | Money;

export const ClaimValueSchema = Type.Unsafe<ClaimValue>({
  type: ['string', 'number', 'object'],
  description:
    'date: EDTF level 0; count: integer or {min?, max?, approximate?}; term, text: string; money: {amount, currency}; none for flags',
});

/** A party, or the id of one that the same revision names elsewhere. */
const Speaker = Type.Unsafe<string | Party>({ if: { type: 'object' }, then: Party, else: Id });

export const Claim = Type.Object(
  {
    fact: Id,
    item: Type.Optional(Id),
    stance: Type.Unsafe<Stance>({ type: 'string', enum: [...stances] }),
    value: Type.Optional(ClaimValueSchema),
    speaker: Type.Optional(Speaker),
    saidAt: Type.Optional(InstantText),
    quote: Type.Optional(Text),
  },
  closed,
);
export type Claim = Static<typeof Claim>;
