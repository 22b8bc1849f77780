import { readFileSync } from 'node:fs';

export interface Asked {
  readonly operation: string;
  readonly name: string;
  readonly path: string;
  /** POST with content, and GET without, unless told. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: { readonly mediaType: string; readonly body: unknown };
}

export const lines = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8').trim().split('\n');
const [described, published] = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
const misdated = { ...described, id: 'misdated', time: 'last winter' };
const unknown = { ...described, id: 'unknown', type: 'disclosure.incident.forgotten.v1' };

const one = (body: unknown) => ({ mediaType: 'application/cloudevents+json', body });
const batch = (body: unknown) => ({ mediaType: 'application/cloudevents-batch+json', body });
const stream = (...events: unknown[]) => ({
  mediaType: 'application/x-ndjson',
  body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
});

/** What becomes an example in the documents: at least one request for each operation. */
export const askedOfIngest: readonly Asked[] = [
  { operation: 'recordEvents', name: 'one', path: '/v1/events', content: one(published) },
  { operation: 'recordEvents', name: 'batch', path: '/v1/events', content: batch([described, misdated]) },
  { operation: 'recordEvents', name: 'invalid', path: '/v1/events', content: one(unknown) },
  { operation: 'recordEvents', name: 'empty', path: '/v1/events', content: batch([]) },
  { operation: 'recordEvents', name: 'stream', path: '/v1/events', content: stream(described, misdated, published) },
  {
    operation: 'recordEvents',
    name: 'all',
    path: '/v1/events?results=all',
    content: stream(described, misdated, published),
  },
  { operation: 'validateEvents', name: 'one', path: '/v1/events/validate', content: one(published) },
  { operation: 'validateEvents', name: 'batch', path: '/v1/events/validate', content: batch([misdated, published]) },
  { operation: 'validateEvents', name: 'invalid', path: '/v1/events/validate', content: one(misdated) },
  { operation: 'validateEvents', name: 'stream', path: '/v1/events/validate', content: stream(misdated, published) },
  { operation: 'listSchemas', name: 'all', path: '/v1/schemas' },
  { operation: 'getSchema', name: 'event', path: '/v1/schemas/disclosure.statement.retracted.v1?topic=events' },
  { operation: 'getSchema', name: 'unknown', path: '/v1/schemas/disclosure.incident.forgotten.v1' },
  { operation: 'getVocabulary', name: 'builtIn', path: '/v1/vocabulary' },
  { operation: 'isLive', name: 'live', path: '/health/live' },
  { operation: 'isReady', name: 'ready', path: '/health/ready' },
];

const panasonic = '/v1/incidents/panasonic-2021';
const key = 'subject=panasonic-2021&source=/desk/example';

export const askedOfQuery: readonly Asked[] = [
  { operation: 'listIncidents', name: 'contested', path: '/v1/incidents?organisation=panasonic&limit=1' },
  { operation: 'listIncidents', name: 'wrong', path: '/v1/incidents?limit=0&sort=name' },
  { operation: 'getIncident', name: 'incident', path: panasonic },
  { operation: 'getIncident', name: 'unknown', path: '/v1/incidents/aurora-2024' },
  { operation: 'listFacts', name: 'page', path: `${panasonic}/facts?limit=2` },
  { operation: 'getFact', name: 'began', path: `${panasonic}/facts/timeline.began` },
  { operation: 'listStatements', name: 'page', path: `${panasonic}/statements?limit=2` },
  { operation: 'getStatement', name: 'statement', path: `${panasonic}/statements/techcrunch-1` },
  { operation: 'listRevisions', name: 'both', path: `${panasonic}/statements/techcrunch-1/revisions` },
  { operation: 'getRevision', name: 'second', path: `${panasonic}/statements/techcrunch-1/revisions/2` },
  { operation: 'getHistory', name: 'began', path: `${panasonic}/facts/timeline.began/history` },
  { operation: 'getDiff', name: 'updated', path: `${panasonic}/statements/techcrunch-1/diff?from=1&to=2` },
  { operation: 'listDisputes', name: 'ended', path: '/v1/disputes?fact=timeline.began&minGap=100' },
  { operation: 'listDisputes', name: 'wrong', path: '/v1/disputes?minAge=long' },
  { operation: 'listSpeakers', name: 'page', path: '/v1/speakers?limit=2' },
  { operation: 'getSpeaker', name: 'nhk', path: '/v1/speakers/nhk' },
  { operation: 'listDeadLetters', name: 'none', path: '/v1/ops/dead-letters' },
  { operation: 'getDeadLetter', name: 'unknown', path: '/v1/ops/dead-letters/0@0' },
  { operation: 'redriveDeadLetters', name: 'dryRun', method: 'POST', path: '/v1/ops/dead-letters/redrive?dryRun=true' },
  { operation: 'readLog', name: 'page', path: `${panasonic}/log?limit=2` },
  { operation: 'listChanges', name: 'changed', path: '/v1/changes?from=start&kind=fact.changed&limit=1' },
  { operation: 'findEvent', name: 'applied', path: `/v1/events?${key}&id=05-techcrunch-updated` },
  { operation: 'getEvent', name: 'applied', path: '/v1/events/{offset}' },
  { operation: 'getProjection', name: 'applied', path: '/v1/ops/projection' },
  { operation: 'getVocabulary', name: 'builtIn', path: '/v1/vocabulary' },
  { operation: 'listPolicies', name: 'builtIn', path: '/v1/policies' },
  {
    operation: 'getIncident',
    name: 'notReached',
    path: panasonic,
    headers: { 'disclosure-min-offset': '0@999999' },
  },
  { operation: 'isLive', name: 'live', path: '/health/live' },
  { operation: 'isReady', name: 'ready', path: '/health/ready' },
];

/** They tell what is different every time, or the document itself. */
export const withoutExamples: ReadonlySet<string> = new Set([
  'getMetrics',
  'streamChanges',
  'redriveDeadLetter',
  'getApiDocument',
  'browseApi',
]);
