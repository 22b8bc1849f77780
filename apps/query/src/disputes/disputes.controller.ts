import { Needs } from '#service';
import { Controller, Get, Query } from '@nestjs/common';
import { DisputeView, PageOf, type Page } from '#contracts';
import { readDisputes, snapshot } from '#persistence';
import { Connections } from '../connections.js';
import { Reads } from '../http/answers.js';
import { pageOf } from '../http/page.js';
import { invalidQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { disputeCursor, disputesQuery } from './disputes-query.js';

@Needs(['read'])
@Controller('v1/disputes')
export class DisputesController {
  constructor(
    private readonly connections: Connections,
    private readonly rules: RulesInForce,
  ) {}

  @Get()
  @Reads({
    id: 'listDisputes',
    tag: 'Disputes',
    summary: 'Who disagrees about what, since when, how far apart, and what ended it',
    answer: PageOf(DisputeView),
  })
  async list(@Query(new QueryPipe(disputesQuery)) query: QueryOf<typeof disputesQuery>): Promise<Page<DisputeView>> {
    const { fact, limit } = query;
    if (fact !== null && !Object.hasOwn(this.rules.vocabulary.facts, fact.fact)) {
      throw invalidQuery([{ parameter: 'fact', message: 'is not in the vocabulary' }]);
    }
    const filter = { ...query, fact: fact?.fact ?? null, item: fact?.item ?? null };
    const after = disputeCursor.placeIn(query);
    const found = await snapshot(this.connections.database, (sql) =>
      readDisputes(sql, filter, { after, limit: limit + 1 }, this.rules),
    );
    return pageOf(found, limit, (last) => disputeCursor.write(last, query));
  }
}
