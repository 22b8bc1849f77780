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
import type { EventStream } from './event-stream.js';
import { FeedCursor } from './feed-cursor.js';
import { FeedHeads } from './feed-heads.js';
import { OpenStreams } from './open-streams.js';
import { Turns } from './turns.js';

// Of the pool's connections the most stay free for all other reads.
const readingAtOnce = 3;
// What a stream looks for far back must not keep the others waiting for long.
const page = { items: 100, within: 50 };
const afterFailureMs = 1_000;

/** Gives streams what there is and then what comes, for as long as they are read. */
export class FeedFollower {
  private readonly log = new Logger(FeedFollower.name);
  private readonly turns = new Turns(readingAtOnce);

  constructor(
    private readonly sql: Sql,
    private readonly cursor: FeedCursor,
    private readonly heads: FeedHeads,
    private readonly streams: OpenStreams,
  ) {}

  /** Never rejects. */
  async follow(stream: EventStream, start: FeedPlace, filter: FeedFilter): Promise<void> {
    try {
      for (let place = start; !stream.signal.aborted;) {
        const found = await this.read(stream.signal, place, filter);
        if (found === null || !(await this.give(stream, place, found))) continue;
        place = found.next;
        stream.pass(this.cursor.write(place));
      }
    } catch (error) {
      this.log.error({ msg: 'a stream of changes failed', err: error });
      stream.cutOff();
    }
  }

  /** Whether the client was given everything. */
  private async give(stream: EventStream, start: FeedPlace, { items }: FeedPage): Promise<boolean> {
    let place = start;
    for (const item of items) {
      place = placeAfter(place, item);
      const event = { id: this.cursor.write(place), event: item.change.data.kind, data: JSON.stringify(item) };
      if (!(await stream.send(event))) this.streams.cutOff(stream);
      if (stream.signal.aborted) return false;
    }
    return true;
  }

  /** `null` where there is nothing so far, or no database: a client that is kept waiting need not come again. */
  private async read(signal: AbortSignal, place: FeedPlace, filter: FeedFilter): Promise<FeedPage | null> {
    const heads = await this.heads.beyond(place.sequences, signal);
    if (signal.aborted) return null;
    try {
      return await this.turns.take(() => readFeed(this.sql, place, filter, { ...page, heads }));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.log.warn(`changes could not be read: ${String(error)}`);
      await delay(afterFailureMs, undefined, { signal }).catch(() => undefined);
      return null;
    }
  }
}
