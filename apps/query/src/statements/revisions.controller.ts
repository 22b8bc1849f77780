import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page, RevisionView } from '#contracts';
import { Problem } from '#service';
import { cursorFormat } from '../http/cursor.js';
import { limit } from '../http/parameters.js';
import { pageOf } from '../http/page.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import type { IncidentReads } from '../incidents/incident-reads.js';
import { lensQuery } from '../incidents/lens.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { storable, unknownStatement } from './unknown-statement.js';

const revisionCursor = cursorFormat<number>(
  (revision) => revision,
  (json) => (Number.isSafeInteger(json) && isRevision(json as number) ? (json as number) : undefined),
);
const revisionsQuery = { ...lensQuery, limit, cursor: revisionCursor.parameter };

@Controller('v1/incidents/:incident/statements/:statement/revisions')
export class RevisionsController {
  constructor(private readonly single: SingleIncident) {}

  @Get()
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

export async function revisionOf(reads: IncidentReads, statement: string, text: string): Promise<RevisionView> {
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  const [found] = isRevision(number) ? await reads.revisions(statement, { after: number - 1, limit: 1 }) : [];
  if (found?.revision === number) return found;
  throw new Problem('not-found', { detail: `That statement has no revision ${JSON.stringify(text.slice(0, 20))}` });
}

/** As PostgreSQL's integer holds it. */
function isRevision(number: number): boolean {
  return number >= 1 && number < 2 ** 31;
}
