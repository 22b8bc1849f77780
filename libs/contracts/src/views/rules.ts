import { Type } from 'typebox';
import { partyKinds } from '../party.js';
import { closed, Id } from '../primitives.js';

const factTypes = ['date', 'count', 'flag', 'term', 'text', 'money'];

/** Which facts there are, and how two values of each compare. A deployment's own may say more of a fact. */
export const VocabularyView = Type.Object(
  {
    version: Type.Number(),
    facts: Type.Record(
      Id,
      Type.Object({
        type: Type.Unsafe<string>({ type: 'string', enum: factTypes }),
        items: Type.Optional(Type.Array(Id)),
        terms: Type.Optional(Type.Array(Id)),
        unit: Type.Optional(Type.String()),
      }),
    ),
  },
  closed,
);

const rank = Type.Number({ description: 'higher wins' });
const ranks = Object.fromEntries(partyKinds.map((kind) => [kind, rank]));
const someRanks = Object.fromEntries(partyKinds.map((kind) => [kind, Type.Optional(rank)]));

/** Whose word counts for more: a rank per kind of party, which a fact may override. */
export const PolicyView = Type.Object(
  { name: Type.String(), ranks: Type.Object(ranks, closed), facts: Type.Record(Id, Type.Object(someRanks, closed)) },
  closed,
);
