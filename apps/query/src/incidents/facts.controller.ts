import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FactView, PageOf, type Page } from '#contracts';
import { Needs, Problem } from '#service';
import { ReadsIncident } from '../http/answers.js';
import { limit, optionalId } from '../http/parameters.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { factCursor, pageOfFacts } from './fact-page.js';
import { lensQuery } from './lens.js';
import { namedFact } from './named-fact.js';
import { SingleIncident } from './single-incident.js';

const factsQuery = { ...lensQuery, limit, cursor: factCursor.parameter };
const factQuery = { ...factsQuery, item: optionalId };

@Needs(['read'])
@Controller('v1/incidents/:incident/facts')
export class FactsController {
  constructor(
    private readonly single: SingleIncident,
    private readonly rules: RulesInForce,
  ) {}

  @Get()
  @ReadsIncident({ id: 'listFacts', tag: 'Facts', summary: 'The facts of an incident', answer: PageOf(FactView) })
  list(
    @Param('incident') incident: string,
    @Query(new QueryPipe(factsQuery)) query: QueryOf<typeof factsQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<FactView> | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads) =>
      pageOfFacts(await reads.facts(), query),
    );
  }

  /** Every item of it, or the one that is named. */
  @Get(':fact')
  @ReadsIncident({ id: 'getFact', tag: 'Facts', summary: 'One fact, every item of it', answer: PageOf(FactView) })
  get(
    @Param('incident') incident: string,
    @Param('fact') fact: string,
    @Query(new QueryPipe(factQuery)) query: QueryOf<typeof factQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<FactView> | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads) => {
      const { key, item } = namedFact(fact, query.item, this.rules.vocabulary);
      const facts = await reads.facts(key);
      const wanted = item === null ? facts : facts.filter((each) => each.item === item);
      if (wanted.length === 0)
        throw new Problem('not-found', { detail: `Nobody has said anything of that fact of ${incident}` });
      return pageOfFacts(wanted, query);
    });
  }
}
