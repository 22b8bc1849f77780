import { Type, type Static } from 'typebox';
import { closed } from '../primitives.js';
import { FeedItem } from './feed.js';
import { Nullable } from './nullable.js';

export const eventStatuses = ['pending', 'applied', 'duplicate', 'dead'] as const;
export type EventStatus = (typeof eventStatuses)[number];

/** What became of an event. Its key is `null` where it cannot be read; `reason` says why it is dead; a duplicate causes nothing. */
export const EventView = Type.Object(
  {
    subject: Nullable(Type.String()),
    source: Nullable(Type.String()),
    id: Nullable(Type.String()),
    offset: Type.String({ pattern: '^\\d+@\\d+$' }),
    status: Type.Unsafe<EventStatus>({ type: 'string', enum: [...eventStatuses] }),
    reason: Nullable(Type.Object({ code: Type.String(), detail: Type.String() }, closed)),
    changes: Type.Array(FeedItem),
  },
  closed,
);
export type EventView = Static<typeof EventView>;
