import { Type, type Static } from 'typebox';
import { Claim } from '../claim.js';
import { closed } from '../primitives.js';

const ClaimPair = Type.Object({ from: Claim, to: Claim }, closed);

/** `removed` is in the old body only, `added` in the new one only. */
export const wordOps = ['equal', 'added', 'removed'] as const;
export type WordOp = (typeof wordOps)[number];

const Words = Type.Object(
  { op: Type.Unsafe<WordOp>({ type: 'string', enum: [...wordOps] }), text: Type.String({ minLength: 1 }) },
  closed,
);

/** What became different from one revision of a statement to another. `equal` and `removed` words make the old body, `equal` and `added` the new one. */
export const DiffView = Type.Object(
  {
    from: Type.Integer({ minimum: 1 }),
    to: Type.Integer({ minimum: 1 }),
    claims: Type.Object(
      { added: Type.Array(Claim), removed: Type.Array(Claim), changed: Type.Array(ClaimPair) },
      closed,
    ),
    words: Type.Array(Words),
  },
  closed,
);
export type DiffView = Static<typeof DiffView>;
