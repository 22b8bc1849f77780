import { AccessGate } from '#access';
import { ping } from '#kafka';
import { isMigrated, snapshot, sqlOf } from '#persistence';
import type { ServiceDefinition } from '#service';
import { Connections } from './connections.js';
import type { StreamLimits } from './feed/stream-limits.js';
import { acceptEdited } from './ops/accept-edited.js';
import { QueryModule, type QueryNeeds } from './query.module.js';

/** Answers from the read models, and asks Kafka what is not applied so far. */
export function queryService(streamLimits?: StreamLimits): ServiceDefinition<QueryNeeds> {
  return {
    name: 'query',
    needs: ['kafka', 'database'],
    api: new URL('../openapi.json', import.meta.url),
    module: (settings) => QueryModule.for(settings, streamLimits),
    gate: (_, auth) => AccessGate.open('query', auth),
    prepare: (app) => acceptEdited(app.getHttpAdapter().getInstance()),
    health: (app) => {
      const { kafka, database } = app.get(Connections);
      return {
        ready: {
          kafka: () => ping(kafka),
          postgres: async () => {
            await sqlOf(database).query('SELECT 1');
          },
          schema: async () => {
            if (!(await snapshot(database, isMigrated)))
              throw new Error('the tables are not those that this version reads');
          },
        },
      };
    },
  };
}
