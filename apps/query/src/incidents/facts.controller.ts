import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FactView, PageOf, type Page } from '#contracts';
import { readFacts, type FactsWanted, type Sql } from '#persistence';
import { Problem } from '#service';
import { ReadsIncident } from '../http/answers.js';
import { limit, optionalId } from '../http/parameters.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { factCursor, pageOfFacts } from './fact-page.js';
import { SingleIncident } from './single-incident.js';

const factsQuery = { limit, cursor: factCursor.parameter };
const factQuery = { ...factsQuery, item: optionalId };

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
    return this.single.answer(incident, { request, reply }, async (sql) =>
      pageOfFacts(await this.read(sql, { incidents: [incident] }), query),
    );
  }

  /** Every item of it. */
  @Get(':fact')
  @ReadsIncident({ id: 'getFact', tag: 'Facts', summary: 'One fact, every item of it', answer: PageOf(FactView) })
  get(
    @Param('incident') incident: string,
    @Param('fact') fact: string,
    @Query(new QueryPipe(factQuery)) query: QueryOf<typeof factQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<FactView> | undefined> {
    return this.single.answer(incident, { request, reply }, async (sql) => {
      const known = Object.hasOwn(this.rules.vocabulary.facts, fact);
      const facts = known ? await this.read(sql, { incidents: [incident], fact }) : [];
      const wanted = query.item === null ? facts : facts.filter(({ item }) => item === query.item);
      if (wanted.length === 0)
        throw new Problem('not-found', { detail: `Nobody has said anything of that fact of ${incident}` });
      return pageOfFacts(wanted, query);
    });
  }

  private async read(sql: Sql, wanted: FactsWanted): Promise<readonly FactView[]> {
    const { policy, vocabulary } = this.rules;
    const facts = await readFacts(sql, wanted, { positions: 'all', quotes: true, policy, vocabulary });
    return [...facts.values()].flat();
  }
}
