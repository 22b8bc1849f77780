import { Type, type Static } from 'typebox';
import type { ChangeEvent } from '../changes/catalogue.js';
import { closed } from '../primitives.js';

/** A change where it stands in the feed: `sequence` counts from 1 in each partition, without a gap. */
export const FeedItem = Type.Object(
  {
    partition: Type.Integer({ minimum: 0 }),
    sequence: Type.Integer({ minimum: 1 }),
    change: Type.Unsafe<ChangeEvent>({ type: 'object' }),
  },
  closed,
);
export type FeedItem = Static<typeof FeedItem>;

/** `next` is never null: what is not there so far comes after it. */
export const Feed = Type.Object({ items: Type.Array(FeedItem), next: Type.String() }, closed);
export type Feed = Static<typeof Feed>;
