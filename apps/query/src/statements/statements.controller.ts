import { Needs } from '#service';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageOf, StatementView, type Page } from '#contracts';
import { ReadsIncident } from '../http/answers.js';
import { limit } from '../http/parameters.js';
import { pageOf, textCursor } from '../http/page.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { lensQuery } from '../incidents/lens.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { storable, unknownStatement } from './unknown-statement.js';

const statementsQuery = { ...lensQuery, limit, cursor: textCursor.parameter };

@Needs(['read'])
@Controller('v1/incidents/:incident/statements')
export class StatementsController {
  constructor(private readonly single: SingleIncident) {}

  @Get()
  @ReadsIncident({
    id: 'listStatements',
    tag: 'Statements',
    summary: 'The statements about an incident',
    answer: PageOf(StatementView),
  })
  list(
    @Param('incident') incident: string,
    @Query(new QueryPipe(statementsQuery)) query: QueryOf<typeof statementsQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<StatementView> | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads) => {
      const found = await reads.statements({ after: query.cursor ?? '', limit: query.limit + 1 });
      return pageOf(found, query.limit, ({ statement }) => textCursor.write(statement));
    });
  }

  @Get(':statement')
  @ReadsIncident({
    id: 'getStatement',
    tag: 'Statements',
    summary: 'A statement, with its latest revision',
    answer: StatementView,
  })
  get(
    @Param('incident') incident: string,
    @Param('statement') statement: string,
    @Query(new QueryPipe(lensQuery)) query: QueryOf<typeof lensQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementView | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads) => {
      const found = await reads.statement(storable(statement));
      if (found === null) throw unknownStatement(statement);
      return found;
    });
  }
}
