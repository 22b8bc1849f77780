import { Needs } from '#service';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageOf, RevisionView, type Page } from '#contracts';
import { ReadsIncident } from '../http/answers.js';
import { cursorFormat } from '../http/cursor.js';
import { limit } from '../http/parameters.js';
import { pageOf } from '../http/page.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { lensQuery } from '../incidents/lens.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { isRevision, revisionOf } from './revision-of.js';
import { storable, unknownStatement } from './unknown-statement.js';

const revisionCursor = cursorFormat<number>(
  (revision) => revision,
  (json) => (isRevision(json) ? json : undefined),
);
const revisionsQuery = { ...lensQuery, limit, cursor: revisionCursor.parameter };

@Needs(['read'])
@Controller('v1/incidents/:incident/statements/:statement/revisions')
export class RevisionsController {
  constructor(private readonly single: SingleIncident) {}

  @Get()
  @ReadsIncident({
    id: 'listRevisions',
    tag: 'Statements',
    summary: 'The revisions of a statement',
    answer: PageOf(RevisionView),
  })
  list(
    @Param('incident') incident: string,
    @Param('statement') statement: string,
    @Query(new QueryPipe(revisionsQuery)) query: QueryOf<typeof revisionsQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<RevisionView> | undefined> {
    return this.single.answer(incident, { request, reply }, query, async (reads) => {
      const { cursor, limit } = query;
      const found = await reads.revisions(storable(statement), { after: cursor ?? 0, limit: limit + 1 });
      if (found.length === 0 && cursor === null) throw unknownStatement(statement);
      return pageOf(found, limit, ({ revision }) => revisionCursor.write(revision));
    });
  }

  @Get(':revision')
  @ReadsIncident({ id: 'getRevision', tag: 'Statements', summary: 'One revision', answer: RevisionView })
  get(
    @Param('incident') incident: string,
    @Param('statement') statement: string,
    @Param('revision') revision: string,
    @Query(new QueryPipe(lensQuery)) query: QueryOf<typeof lensQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RevisionView | undefined> {
    return this.single.answer(incident, { request, reply }, query, (reads) =>
      revisionOf(reads, storable(statement), revision),
    );
  }
}
