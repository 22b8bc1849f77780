import { Needs } from '#service';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DiffView } from '#contracts';
import { diffRevisions } from '#domain';
import { ReadsIncident } from '../http/answers.js';
import { required } from '../http/parameter.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { lensQuery } from '../incidents/lens.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { revisionOf } from './revision-of.js';
import { storable } from './unknown-statement.js';

const revisionNumber = required(
  'must be the number of a revision, from 1',
  (text) => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined),
  { type: 'integer', minimum: 1, maximum: 9_999_999_999 },
);
const diffQuery = { ...lensQuery, from: revisionNumber, to: revisionNumber };

@Needs(['read'])
@Controller('v1/incidents/:incident/statements/:statement/diff')
export class DiffController {
  constructor(private readonly single: SingleIncident) {}

  @Get()
  @ReadsIncident({
    id: 'getDiff',
    tag: 'Statements',
    summary: 'What became different from one revision to another: claims, and words of the body',
    answer: DiffView,
  })
  get(
    @Param('incident') incident: string,
    @Param('statement') statement: string,
    @Query(new QueryPipe(diffQuery)) query: QueryOf<typeof diffQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DiffView | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads) => {
      const of = storable(statement);
      return diffRevisions(await revisionOf(reads, of, query.from), await revisionOf(reads, of, query.to));
    });
  }
}
