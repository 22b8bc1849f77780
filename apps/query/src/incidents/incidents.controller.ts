import { Needs } from '#service';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IncidentList, IncidentView, listedPositions } from '#contracts';
import { readChangeHeads, readIncidentPage, readIncidents, snapshot, type FactOptions, type Sql } from '#persistence';
import { Connections } from '../connections.js';
import { FeedCursor } from '../feed/feed-cursor.js';
import { Reads, ReadsIncident } from '../http/answers.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { pageOf } from '../http/page.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { incidentCursor, incidentFilter, incidentsQuery } from './incidents-query.js';
import { lensQuery } from './lens.js';
import { SingleIncident } from './single-incident.js';

@Needs(['read'])
@Controller('v1/incidents')
export class IncidentsController {
  constructor(
    private readonly connections: Connections,
    private readonly single: SingleIncident,
    private readonly rules: RulesInForce,
    private readonly feedCursor: FeedCursor,
  ) {}

  @Get()
  @Reads({ id: 'listIncidents', tag: 'Incidents', summary: 'Incidents, newest change first', answer: IncidentList })
  list(@Query(new QueryPipe(incidentsQuery)) query: QueryOf<typeof incidentsQuery>): Promise<IncidentList> {
    const filter = incidentFilter(query, this.rules.vocabulary);
    const after = incidentCursor.placeIn(query);
    return snapshot(this.connections.database, async (sql) => {
      // The snapshot stands from the first query on, so the feed goes on exactly where the list was read.
      const changesCursor = after === null ? { changesCursor: await this.feedNow(sql) } : {};
      const places = await readIncidentPage(sql, filter, { after, limit: query.limit + 1 });
      const page = pageOf(places, query.limit, (last) => incidentCursor.write(last, query));
      const items = await readIncidents(
        sql,
        page.items.map(({ id }) => id),
        { ...this.factOptions({ positions: listedPositions, quotes: false }), asOf: query.asOf },
      );
      return { items, next: page.next, ...changesCursor };
    });
  }

  @Get(':incident')
  @ReadsIncident({
    id: 'getIncident',
    tag: 'Incidents',
    summary: 'One incident, with its facts and all positions',
    answer: IncidentView,
  })
  get(
    @Param('incident') id: string,
    @Query(new QueryPipe(lensQuery)) query: QueryOf<typeof lensQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentView | undefined> {
    return this.single.whole(id, { request, reply }, query);
  }

  private async feedNow(sql: Sql): Promise<string> {
    return this.feedCursor.write({ sequences: await readChangeHeads(sql, this.feedCursor.partitions), turn: 0 });
  }

  private factOptions(told: Pick<FactOptions, 'positions' | 'quotes'>): FactOptions {
    return { ...told, policy: this.rules.policy, vocabulary: this.rules.vocabulary };
  }
}
