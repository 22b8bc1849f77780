import { Module, type DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { topicNames } from '#contracts';
import { sqlOf } from '#persistence';
import { Permits, readRules, TRACING, type Tracing } from '#service';
import { Connections, type Connect, type NotifierSettings } from './connections.js';
import { HealthOfNotifier } from './health/health-of-notifier.js';
import { Watchdog } from './health/watchdog.js';
import { NotifierMetrics } from './notifier-metrics.js';
import { LockedPartitions } from './ownership/locked-partitions.js';
import { Heads } from './publishing/heads.js';
import { PartitionStates } from './publishing/partition-states.js';
import { PUBLISHING, type Publishing } from './publishing/publishing.js';

// Of partitions: what one needs at most is some ten megabytes and one connection to PostgreSQL at a time.
const AT_ONCE = 8;

@Module({})
export class NotifierModule {
  static for(settings: NotifierSettings, connect: Connect): DynamicModule {
    const { partitions, topicPrefix } = settings;
    return {
      module: NotifierModule,
      providers: [
        { provide: Connections, useFactory: () => connect(settings) },
        { provide: PartitionStates, useFactory: () => new PartitionStates(partitions) },
        {
          provide: Heads,
          inject: [Connections],
          useFactory: ({ database }: Connections) => new Heads(sqlOf(database)),
        },
        {
          provide: NotifierMetrics,
          inject: [Registry, PartitionStates, Heads],
          useFactory: (registry: Registry, states: PartitionStates, heads: Heads) =>
            new NotifierMetrics(registry, states, heads),
        },
        {
          provide: PUBLISHING,
          inject: [Connections, Heads, NotifierMetrics, TRACING],
          useFactory: (
            { database, kafka }: Connections,
            heads: Heads,
            metrics: NotifierMetrics,
            tracing: Tracing,
          ): Publishing => ({
            database,
            kafka,
            heads,
            metrics,
            rules: readRules(settings),
            topics: topicNames(topicPrefix),
            topicPrefix,
            permits: new Permits(AT_ONCE),
            tracing,
          }),
        },
        {
          provide: LockedPartitions,
          inject: [PUBLISHING, PartitionStates],
          useFactory: (publishing: Publishing, states: PartitionStates) =>
            new LockedPartitions(settings.database.url, publishing, states),
        },
        {
          provide: Watchdog,
          inject: [PartitionStates, Heads, LockedPartitions],
          useFactory: (states: PartitionStates, heads: Heads, locked: LockedPartitions) =>
            new Watchdog(states, heads, locked),
        },
        {
          provide: HealthOfNotifier,
          inject: [Connections, PartitionStates, LockedPartitions, Watchdog],
          useFactory: (
            connections: Connections,
            states: PartitionStates,
            locked: LockedPartitions,
            watchdog: Watchdog,
          ) => new HealthOfNotifier(connections, states, locked, watchdog),
        },
      ],
    };
  }
}
