import { namedSchemas } from '#contracts';
import { controllersOf, type ApiInfo } from '#service';
import { IngestModule } from './ingest.module.js';

export const ingestApi: ApiInfo = {
  title: 'Corrigenda: ingest',
  description:
    'Takes events about security incidents, checks them, and records them in the log. ' +
    'Errors are problem details (RFC 9457), whose `type` is stable.',
  controllers: controllersOf(IngestModule),
  pathParameters: {
    type: { schema: { type: 'string' }, expects: 'the CloudEvents type of an event or a change' },
  },
  schemas: namedSchemas,
};
