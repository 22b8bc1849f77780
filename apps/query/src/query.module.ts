import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { topicNames } from '#contracts';
import type { Settings } from '#service';
import { Connections, openConnections } from './connections.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { EventStatuses } from './events/event-statuses.js';
import { EventsController } from './events/events.controller.js';
import { ChangesController } from './feed/changes.controller.js';
import { FeedCursor } from './feed/feed-cursor.js';
import { feedProviders } from './feed/feed-providers.js';
import { StreamController } from './feed/stream.controller.js';
import { defaultStreamLimits, type StreamLimits } from './feed/stream-limits.js';
import { AppliedOffsets } from './http/applied-offsets.js';
import { ReadInterceptor } from './http/read.interceptor.js';
import { FactsController } from './incidents/facts.controller.js';
import { HistoryController } from './incidents/history.controller.js';
import { IncidentsController } from './incidents/incidents.controller.js';
import { SingleIncident } from './incidents/single-incident.js';
import { EventLog } from './log/event-log.js';
import { LogController } from './log/log.controller.js';
import { DeadLettersController } from './ops/dead-letters.controller.js';
import { ProjectionController } from './ops/projection.controller.js';
import { RedriveController } from './ops/redrive.controller.js';
import { Redrive } from './ops/redrive.js';
import { RulesInForce } from './rules/rules-in-force.js';
import { RulesController } from './rules/rules.controller.js';
import { DiffController } from './statements/diff.controller.js';
import { RevisionsController } from './statements/revisions.controller.js';
import { SpeakersController } from './speakers/speakers.controller.js';
import { StatementsController } from './statements/statements.controller.js';

export type QueryNeeds = 'kafka' | 'database';

@Module({
  controllers: [
    IncidentsController,
    FactsController,
    HistoryController,
    StatementsController,
    RevisionsController,
    DiffController,
    LogController,
    ChangesController,
    StreamController,
    DisputesController,
    SpeakersController,
    EventsController,
    ProjectionController,
    DeadLettersController,
    RedriveController,
    RulesController,
  ],
  providers: [{ provide: APP_INTERCEPTOR, useClass: ReadInterceptor }],
})
export class QueryModule {
  static for(settings: Settings<QueryNeeds>, limits: StreamLimits = defaultStreamLimits): DynamicModule {
    const { topicPrefix, partitions } = settings;
    const { events } = topicNames(topicPrefix);
    return {
      module: QueryModule,
      providers: [
        { provide: RulesInForce, useFactory: () => RulesInForce.load(settings) },
        // What a file gets wrong is told before anything is waited for.
        { provide: Connections, inject: [RulesInForce], useFactory: () => openConnections(settings) },
        { provide: FeedCursor, useFactory: () => new FeedCursor(partitions) },
        ...feedProviders(settings, limits),
        {
          provide: AppliedOffsets,
          inject: [Connections],
          useFactory: ({ database }: Connections) => new AppliedOffsets(database),
        },
        {
          provide: EventLog,
          inject: [Connections],
          useFactory: ({ kafka }: Connections) => new EventLog(kafka, events),
        },
        {
          provide: SingleIncident,
          inject: [Connections, RulesInForce],
          useFactory: (connections: Connections, rules: RulesInForce) => new SingleIncident(connections, rules),
        },
        {
          provide: Redrive,
          inject: [Connections, RulesInForce],
          useFactory: (connections: Connections, rules: RulesInForce) => new Redrive(connections, rules),
        },
        {
          provide: EventStatuses,
          inject: [Connections, EventLog],
          useFactory: (connections: Connections, log: EventLog) => new EventStatuses(connections, log),
        },
      ],
    };
  }
}
