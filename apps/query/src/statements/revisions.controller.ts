import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageOf, RevisionView, type Page } from '#contracts';
import { readRevisions, type Sql } from '#persistence';
import { Problem } from '#service';
import { ReadsIncident } from '../http/answers.js';
import { cursorFormat } from '../http/cursor.js';
import { limit } from '../http/parameters.js';
import { pageOf } from '../http/page.js';
import { noQuery, QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { storable, unknownStatement } from './unknown-statement.js';

const revisionCursor = cursorFormat<number>(
  (revision) => revision,
  (json) => (Number.isSafeInteger(json) && isRevision(json as number) ? (json as number) : undefined),
);
const revisionsQuery = { limit, cursor: revisionCursor.parameter };

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
    @Query(new QueryPipe(revisionsQuery)) { limit, cursor }: QueryOf<typeof revisionsQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<RevisionView> | undefined> {
    return this.single.answer(incident, { request, reply }, async (sql) => {
      const found = await readRevisions(
        sql,
        { incident, statement: storable(statement) },
        { after: cursor ?? 0, limit: limit + 1 },
      );
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
    @Query(noQuery) _query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RevisionView | undefined> {
    return this.single.answer(incident, { request, reply }, (sql) => one(sql, incident, storable(statement), revision));
  }
}

async function one(sql: Sql, incident: string, statement: string, text: string): Promise<RevisionView> {
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  const [found] = isRevision(number)
    ? await readRevisions(sql, { incident, statement }, { after: number - 1, limit: 1 })
    : [];
  if (found?.revision === number) return found;
  throw new Problem('not-found', { detail: `That statement has no revision ${JSON.stringify(text.slice(0, 20))}` });
}

/** As PostgreSQL's integer holds it. */
function isRevision(number: number): boolean {
  return number >= 1 && number < 2 ** 31;
}
