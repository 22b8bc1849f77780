import { Needs } from '#service';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatOffset, LogItem, PageOf, parseOffset, type LogOffset } from '#contracts';
import { readLog } from '#persistence';
import { ReadsIncident } from '../http/answers.js';
import { cursorFormat } from '../http/cursor.js';
import { limit, optionalInstant } from '../http/parameters.js';
import { pageOf } from '../http/page.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { SingleIncident } from '../incidents/single-incident.js';
import { logPage } from './log-page.js';

const logCursor = cursorFormat<LogOffset>(formatOffset, (json) => {
  const at = typeof json === 'string' ? parseOffset(json) : null;
  // A partition is an integer of PostgreSQL's.
  return at === null || at.partition >= 2 ** 31 ? undefined : at;
});
const logQuery = { asOf: optionalInstant, knownAt: optionalInstant, limit, cursor: logCursor.parameter };

@Needs(['read'])
@Controller('v1/incidents/:incident/log')
export class LogController {
  constructor(private readonly single: SingleIncident) {}

  /** What was recorded under it, in the order of the log; that stays here when it is merged away. */
  @Get()
  @ReadsIncident({
    id: 'readLog',
    tag: 'Incidents',
    summary: 'Its events as recorded, in the order of the log',
    answer: PageOf(LogItem),
    staysWhenMerged: true,
  })
  list(
    @Param('incident') incident: string,
    @Query(new QueryPipe(logQuery)) query: QueryOf<typeof logQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.single.recorded(incident, { request, reply }, async (sql) => {
      const { limit, cursor: after, asOf, knownAt } = query;
      const found = await readLog(sql, incident, { after, limit: limit + 1, asOf, knownAt });
      void reply.type('application/json; charset=utf-8');
      return logPage(pageOf(found, limit, ({ at }) => logCursor.write(at)));
    });
  }
}
