import { Controller, Get, Query } from '@nestjs/common';
import { Feed } from '#contracts';
import { readChangeHeads, readFeed, sqlOf, type FeedPlace } from '#persistence';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { invalidQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { changesQuery } from './changes-query.js';
import { FeedCursor } from './feed-cursor.js';

type ChangesQuery = QueryOf<typeof changesQuery>;

@Controller('v1/changes')
export class ChangesController {
  constructor(
    private readonly connections: Connections,
    private readonly cursor: FeedCursor,
    private readonly rules: RulesInForce,
  ) {}

  @Get()
  @Reads({ id: 'listChanges', tag: 'Changes', summary: 'The change feed, in order per incident', answer: Feed })
  async list(@Query(new QueryPipe(changesQuery)) query: ChangesQuery): Promise<Feed> {
    const { incident, kind: kinds, fact, limit } = query;
    if (fact !== null && !Object.hasOwn(this.rules.vocabulary.facts, fact.fact)) {
      throw invalidQuery([{ parameter: 'fact', message: 'is not in the vocabulary' }]);
    }
    const filter = { incident, kinds, fact: fact?.fact ?? null, item: fact?.item ?? null };
    const { items, next } = await readFeed(sqlOf(this.connections.database), await this.startOf(query), filter, {
      items: limit,
    });
    return { items: [...items], next: this.cursor.write(next) };
  }

  private async startOf({ cursor, from }: ChangesQuery): Promise<FeedPlace> {
    if (cursor !== null && from !== null)
      throw invalidQuery([{ parameter: 'from', message: 'must not be given with a cursor' }]);
    const { partitions } = this.cursor;
    if (cursor !== null) {
      const place = this.cursor.parse(cursor);
      if (place === undefined) throw invalidQuery([{ parameter: 'cursor', message: changesQuery.cursor.expects }]);
      return place;
    }
    if (from === 'now')
      return { sequences: await readChangeHeads(sqlOf(this.connections.database), partitions), turn: 0 };
    return { sequences: Array.from({ length: partitions }, () => 0), turn: 0 };
  }
}
