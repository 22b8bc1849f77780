import { AccessGate } from '#access';
import type { ServiceDefinition } from '#service';
import { openConnections, type Connect } from './connections.js';
import { HealthOfNotifier } from './health/health-of-notifier.js';
import { NotifierModule } from './notifier.module.js';

/** Publishes changes, incident states and dead letters, each partition by one instance at a time. */
export function notifier(connect: Connect = openConnections): ServiceDefinition<'kafka' | 'database'> {
  return {
    name: 'notifier',
    needs: ['kafka', 'database'],
    module: (settings) => NotifierModule.for(settings, connect),
    gate: (_, auth) => AccessGate.open('notifier', auth),
    health: (app) => app.get(HealthOfNotifier).checks,
  };
}
