import { Type, type Static } from 'typebox';
import { changes, type ChangeEvent } from '../changes/catalogue.js';
import { partOf } from '../envelope.js';
import { closed } from '../primitives.js';

/** As it is published. */
export const ChangeView = Type.Unsafe<ChangeEvent>({ oneOf: changes.map(({ schema }) => partOf(schema)) });

/** A change where it stands in the feed: `sequence` counts from 1 in each partition, without a gap. */
export const FeedItem = Type.Object(
  {
    partition: Type.Integer({ minimum: 0 }),
    sequence: Type.Integer({ minimum: 1 }),
    change: ChangeView,
  },
  closed,
);
export type FeedItem = Static<typeof FeedItem>;

/** `next` is never null: what is not there so far comes after it. */
export const Feed = Type.Object({ items: Type.Array(FeedItem), next: Type.String() }, closed);
export type Feed = Static<typeof Feed>;
