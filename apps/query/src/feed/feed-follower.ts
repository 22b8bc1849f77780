import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  isUnavailable,
  placeAfter,
  readFeed,
  type FeedFilter,
  type FeedPage,
  type FeedPlace,
  type Sql,
} from '#persistence';
import { Permits } from '#service';
import type { EventStream } from './event-stream.js';
import { FeedCursor } from './feed-cursor.js';
import { FeedHeads } from './feed-heads.js';
import { OpenStreams } from './open-streams.js';

// Of the pool's connections the most stay free for all other reads.
const readingAtOnce = 3;
// What a stream looks for far back must not keep the others waiting for long; in milliseconds.
const within = 50;
const mostItems = 50;
const afterFailureMs = 1_000;

/** Where a client stands, and how many changes are read for it at once. */
interface Standing {
  readonly place: FeedPlace;
  readonly items: number;
}

/** Gives streams what there is and then what comes, for as long as they are read. */
export class FeedFollower {
  private readonly log = new Logger(FeedFollower.name);
  private readonly turns = new Permits(readingAtOnce);

  constructor(
    private readonly sql: Sql,
    private readonly cursor: FeedCursor,
    private readonly heads: FeedHeads,
    private readonly streams: OpenStreams,
  ) {}

  /** Never rejects. */
  async follow(stream: EventStream, start: FeedPlace, filter: FeedFilter): Promise<void> {
    try {
      for (let at: Standing = { place: start, items: mostItems }; !stream.signal.aborted;) {
        at = await this.advance(stream, at, filter);
        stream.pass(this.cursor.write(at.place));
        if (!(await stream.drained())) this.streams.cutOff(stream);
      }
    } catch (error) {
      this.log.error({ msg: 'a stream of changes failed', err: error });
      stream.cutOff();
    }
  }

  /** What the socket does not take is read again later, not kept; of large changes fewer are read from then on. */
  private async advance(stream: EventStream, at: Standing, filter: FeedFilter): Promise<Standing> {
    const found = await this.read(stream.signal, at, filter);
    if (found === null) return at;
    let { place } = at;
    for (const [n, item] of found.items.entries()) {
      place = placeAfter(place, item);
      const event = { id: this.cursor.write(place), event: item.change.data.kind, data: JSON.stringify(item) };
      if (!stream.send(event)) return { place, items: n + 1 };
    }
    return { place: found.next, items: Math.min(at.items * 2, mostItems) };
  }

  /** `null` where there is nothing so far, or no database: a client that is kept waiting need not come again. */
  private async read(signal: AbortSignal, { place, items }: Standing, filter: FeedFilter): Promise<FeedPage | null> {
    const heads = await this.heads.beyond(place.sequences, signal);
    if (signal.aborted) return null;
    try {
      return await this.turns.run(() => readFeed(this.sql, place, filter, { items, within, heads }));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.log.warn(`changes could not be read: ${String(error)}`);
      await delay(afterFailureMs, undefined, { signal }).catch(() => undefined);
      return null;
    }
  }
}
