import { readChangeHeads, sqlOf, type FeedFilter, type FeedPlace } from '#persistence';
import { Problem } from '#service';
import { Connections } from '../connections.js';
import { invalidQuery, type QueryOf } from '../http/query.pipe.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { feedQuery } from './changes-query.js';
import { FeedCursor } from './feed-cursor.js';

type FeedQuery = QueryOf<typeof feedQuery>;

/** What the pages of the feed and its stream have in common: which changes are asked for, and from where on. */
export class FeedReading {
  constructor(
    private readonly connections: Connections,
    private readonly cursor: FeedCursor,
    private readonly rules: RulesInForce,
  ) {}

  filterOf({ incident, kind: kinds, fact, organisation, sector, speaker }: FeedQuery): FeedFilter {
    if (fact !== null && !Object.hasOwn(this.rules.vocabulary.facts, fact.fact)) {
      throw invalidQuery([{ parameter: 'fact', message: 'is not in the vocabulary' }]);
    }
    return { incident, kinds, fact: fact?.fact ?? null, item: fact?.item ?? null, organisation, sector, speaker };
  }

  async startOf({ cursor, from }: FeedQuery): Promise<FeedPlace> {
    if (cursor !== null && from !== null)
      throw invalidQuery([{ parameter: 'from', message: 'must not be given with a cursor' }]);
    if (cursor !== null) {
      const place = await this.placeAt(cursor);
      if (typeof place === 'string') throw invalidQuery([{ parameter: 'cursor', message: place }]);
      return place;
    }
    if (from === 'now') return { sequences: await this.heads(), turn: 0 };
    return { sequences: Array.from({ length: this.cursor.partitions }, () => 0), turn: 0 };
  }

  /** A client that reconnects sends the query it began with once more, so the header counts. */
  async resumeAt(lastEventId: string): Promise<FeedPlace> {
    const place = await this.placeAt(lastEventId);
    if (typeof place === 'string')
      throw new Problem('invalid-request', { detail: `The header Last-Event-ID ${place}` });
    return place;
  }

  /** Or what is wrong with it. The heads are read after the cursor was written, and never fall: a true one is not beyond them. */
  private async placeAt(cursor: string): Promise<FeedPlace | string> {
    const place = this.cursor.parse(cursor);
    if (place === undefined) return feedQuery.cursor.expects;
    const heads = await this.heads();
    const isBeyond = place.sequences.some((sequence, partition) => sequence > (heads[partition] ?? 0));
    return isBeyond ? 'is beyond the last change there is: it is of another store' : place;
  }

  private heads(): Promise<number[]> {
    return readChangeHeads(sqlOf(this.connections.database), this.cursor.partitions);
  }
}
