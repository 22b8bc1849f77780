import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DiffView, RevisionView } from '#contracts';
import { diffRevisions } from '#domain';
import { readRevisions, type Sql } from '#persistence';
import { Problem } from '#service';
import { required } from '../http/parameter.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { storable } from './unknown-statement.js';

const revisionNumber = required('must be the number of a revision, from 1', (text) =>
  /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined,
);
const diffQuery = { from: revisionNumber, to: revisionNumber };

@Controller('v1/incidents/:incident/statements/:statement/diff')
export class DiffController {
  constructor(private readonly single: SingleIncident) {}

  @Get()
  get(
    @Param('incident') incident: string,
    @Param('statement') statement: string,
    @Query(new QueryPipe(diffQuery)) { from, to }: QueryOf<typeof diffQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DiffView | undefined> {
    return this.single.answer(incident, { request, reply }, async (sql) => {
      const key = { incident, statement: storable(statement) };
      return diffRevisions(await oneRevision(sql, key, from), await oneRevision(sql, key, to));
    });
  }
}

async function oneRevision(
  sql: Sql,
  key: { readonly incident: string; readonly statement: string },
  number: number,
): Promise<RevisionView> {
  // As PostgreSQL's integer holds it.
  const [found] = number < 2 ** 31 ? await readRevisions(sql, key, { after: number - 1, limit: 1 }) : [];
  if (found?.revision === number) return found;
  throw new Problem('not-found', { detail: `That statement has no revision ${number}` });
}
