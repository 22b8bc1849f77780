import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HistoryView } from '#contracts';
import { readTold } from '#persistence';
import { Needs, Problem } from '#service';
import { ReadsIncident } from '../http/answers.js';
import { optionalId } from '../http/parameters.js';
import { invalidQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { lensQuery } from './lens.js';
import { namedFact } from './named-fact.js';
import { SingleIncident } from './single-incident.js';

const historyQuery = { ...lensQuery, item: optionalId };

@Needs(['read'])
@Controller('v1/incidents/:incident/facts/:fact/history')
export class HistoryController {
  constructor(
    private readonly single: SingleIncident,
    private readonly rules: RulesInForce,
  ) {}

  /** What was public when, looked at as any read of the incident is; and what was told when, which is as it was. */
  @Get()
  @ReadsIncident({
    id: 'getHistory',
    tag: 'Facts',
    summary: 'One fact on both axes: what was public when, and what was told when',
    answer: HistoryView,
  })
  get(
    @Param('incident') incident: string,
    @Param('fact') fact: string,
    @Query(new QueryPipe(historyQuery)) query: QueryOf<typeof historyQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HistoryView | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads, sql) => {
      const { key, item, definition } = namedFact(fact, query.item, this.rules.vocabulary);
      const hasItems = definition.items !== undefined;
      if (hasItems !== (item !== null))
        throw invalidQuery([
          {
            parameter: 'item',
            message: hasItems ? 'must be given: the fact has items' : 'must not be given: the fact has no items',
          },
        ]);
      const named = { fact: key, item };
      const spans = await reads.spans(named);
      const recorded = await readTold(sql, incident, named, query.knownAt);
      if (spans.length === 0 && recorded.length === 0)
        throw new Problem('not-found', { detail: `Nobody has said anything of that fact of ${incident}` });
      return { ...named, spans: [...spans], recorded };
    });
  }
}
