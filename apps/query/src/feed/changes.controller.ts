import { Needs } from '#service';
import { Controller, Get, Query } from '@nestjs/common';
import { Feed } from '#contracts';
import { readFeed, sqlOf } from '#persistence';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { changesQuery } from './changes-query.js';
import { FeedCursor } from './feed-cursor.js';
import { FeedReading } from './feed-reading.js';

@Needs(['read'])
@Controller('v1/changes')
export class ChangesController {
  constructor(
    private readonly connections: Connections,
    private readonly cursor: FeedCursor,
    private readonly reading: FeedReading,
  ) {}

  @Get()
  @Reads({ id: 'listChanges', tag: 'Changes', summary: 'The change feed, in order per incident', answer: Feed })
  async list(@Query(new QueryPipe(changesQuery)) query: QueryOf<typeof changesQuery>): Promise<Feed> {
    const filter = this.reading.filterOf(query);
    const place = await this.reading.startOf(query);
    const { items, next } = await readFeed(sqlOf(this.connections.database), place, filter, { items: query.limit });
    return { items: [...items], next: this.cursor.write(next) };
  }
}
