import { existsSync } from 'node:fs';
import { asyncApiDocument, topicSchemas, type Json } from '#contracts';
import { openApiDocument, type RecordedAnswer } from '#service';
import { ingestApi } from '../../apps/ingest/src/api.js';
import { queryApi } from '../../apps/query/src/api.js';
import { readJson } from './up-to-date.js';

export const recordedFile = 'docs/api/recorded.json';

/** What the services and topics really said in the Panasonic case. */
export interface Recorded {
  readonly ingest: readonly RecordedAnswer[];
  readonly query: readonly RecordedAnswer[];
  readonly topics: Readonly<Record<keyof typeof topicSchemas, { readonly headers: Json; readonly payload: Json }>>;
}

export function recorded(): Recorded | null {
  return existsSync(recordedFile) ? readJson<Recorded>(recordedFile) : null;
}

/** Everything that is made from the code, by the file in which it is checked in. */
export function documents(): Readonly<Record<string, Json>> {
  const { version } = readJson<{ version: string }>('package.json');
  const { ingest = [], query = [], topics = {} } = recorded() ?? {};
  return {
    'apps/ingest/openapi.json': openApiDocument(ingestApi, { version, examples: ingest }),
    'apps/query/openapi.json': openApiDocument(queryApi, { version, examples: query }),
    'docs/api/topics.asyncapi.json': asyncApiDocument({ version, examples: topics }),
  };
}
