import { Logger, type Provider } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ChangesListener, sqlOf } from '#persistence';
import { Shutdown, type Settings } from '#service';
import { Connections } from '../connections.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { FeedCursor } from './feed-cursor.js';
import { FeedFollower } from './feed-follower.js';
import { FeedHeads } from './feed-heads.js';
import { FeedReading } from './feed-reading.js';
import { OpenStreams } from './open-streams.js';
import type { StreamLimits } from './stream-limits.js';

export function feedProviders(
  { database: { url }, partitions, streamsPerCaller }: Settings<'database'>,
  limits: StreamLimits,
): Provider[] {
  const log = new Logger(ChangesListener.name);
  const listen = (onNotified: () => void): ChangesListener =>
    new ChangesListener({
      url,
      application: 'corrigenda-query',
      onNotified,
      onLost: (error) => log.warn(`nobody says when there are changes: ${String(error)}`),
    });
  return [
    {
      provide: FeedReading,
      inject: [Connections, FeedCursor, RulesInForce],
      useFactory: (connections: Connections, cursor: FeedCursor, rules: RulesInForce) =>
        new FeedReading(connections, cursor, rules),
    },
    {
      provide: FeedHeads,
      inject: [Connections],
      useFactory: ({ database }: Connections) => new FeedHeads(sqlOf(database), partitions, limits.poll, listen),
    },
    {
      provide: OpenStreams,
      inject: [Shutdown, Registry],
      useFactory: (shutdown: Shutdown, registry: Registry) =>
        new OpenStreams(limits, streamsPerCaller, shutdown, registry),
    },
    {
      provide: FeedFollower,
      inject: [Connections, FeedCursor, FeedHeads, OpenStreams],
      useFactory: ({ database }: Connections, cursor: FeedCursor, heads: FeedHeads, streams: OpenStreams) =>
        new FeedFollower(sqlOf(database), cursor, heads, streams),
    },
  ];
}
