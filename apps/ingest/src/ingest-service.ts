import { AccessGate } from '#access';
import { GATE, type Gate, type ServiceDefinition } from '#service';
import { acceptEvents } from './http/accept-events.js';
import { IngestModule, type IngestOptions } from './ingest.module.js';
import { EventLog } from './log/event-log.js';

export function ingestService(options: IngestOptions = {}): ServiceDefinition<'kafka'> {
  return {
    name: 'ingest',
    needs: ['kafka'],
    api: new URL('../openapi.json', import.meta.url),
    module: (settings) => IngestModule.for(settings, options),
    health: (app) => ({ ready: { kafka: () => app.get(EventLog).ready() } }),
    gate: (_, auth) => AccessGate.open('ingest', auth),
    prepare: (app) => acceptEvents(app.getHttpAdapter().getInstance(), app.get<Gate>(GATE, { strict: false })),
  };
}
