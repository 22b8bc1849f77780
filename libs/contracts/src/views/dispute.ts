import { Type, type Static } from 'typebox';
import { Cause } from '../changes/cause.js';
import { Head } from '../changes/fact-changes.js';
import { stances, type Stance } from '../claim.js';
import { closed, Id, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';
import { PositionView } from './position.js';

const disputeEnds = ['concession', 'retraction', 'correction', 'ruling'] as const;
export type DisputeEnd = (typeof disputeEnds)[number];

/** Of a side of a dispute, at most this many positions are told. */
export const listedHolders = 20;

/** Who holds what. `value` and `stance` are those of the position that comes first in rank. */
export const Side = Type.Object(
  {
    value: Head.properties.value,
    stance: Type.Unsafe<Stance>({ type: 'string', enum: [...stances] }),
    positions: Type.Array(PositionView),
  },
  closed,
);
export type Side = Static<typeof Side>;

/**
 * A span of the publication axis in which positions on a fact conflict. `gap` says how far apart they are: of counts the
 * ratio less one, of dates days; `null` where that cannot be said. `ended` is `null` while the dispute is open.
 */
export const DisputeView = Type.Object(
  {
    incident: Id,
    fact: Id,
    item: Nullable(Id),
    from: InstantText,
    to: Nullable(InstantText),
    gap: Nullable(Type.Number({ minimum: 0 })),
    sides: Type.Array(Side),
    ended: Nullable(
      Type.Object({ how: Type.Unsafe<DisputeEnd>({ type: 'string', enum: [...disputeEnds] }), cause: Cause }, closed),
    ),
  },
  closed,
);
export type DisputeView = Static<typeof DisputeView>;
