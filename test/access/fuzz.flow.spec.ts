import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { People } from './people.js';

let pipeline: Pipeline;
let people: People;
let key: string;

beforeAll(async () => {
  pipeline = await startPipeline({ AUTH: 'keys', PARTITIONS: '2' });
  people = await People.of(pipeline.databaseUrl);
  const scopes = ['events:write', 'events:backfill', 'records:write', 'read', 'ops'];
  key = await people.holder({ name: 'fuzz', scopes, publishers: ['*'], eventTypes: ['*'] });
  // What is granted counts within some seconds.
  for (const service of ['ingest', 'query'] as const)
    await eventually(async () => {
      const answer = await fetch(`${pipeline.url(service)}/metrics`, { headers: { authorization: `Bearer ${key}` } });
      return answer.ok;
    });
}, 120_000);

afterAll(async () => {
  await people.close();
  await pipeline.end();
});

const runs = 2500;
const statuses = new Map<string, number>();
const atOnce = 8;

async function send(
  service: 'ingest' | 'query',
  path: string,
  {
    headers = {},
    ...init
  }: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const stop = AbortSignal.timeout(20_000);
  const answer = await fetch(pipeline.url(service) + path, {
    signal: stop,
    ...init,
    headers: { ...headers, authorization: `Bearer ${key}` },
  });
  const text = answer.headers.get('content-type')?.includes('event-stream') === true ? '' : await answer.text();
  const named = `${service} ${answer.status}`;
  statuses.set(named, (statuses.get(named) ?? 0) + 1);
  return `${answer.status} ${text}`;
}

/** 5xx, and whatever an error of the database says of itself. */
const isBad = (answer: string) =>
  /^5/.test(answer) || /syntax error|invalid input|invalid byte|pg_|QueryFailed/i.test(answer);

async function each<T>(values: readonly T[], work: (value: T) => Promise<string | null>): Promise<string[]> {
  const bad: string[] = [];
  const next = values.values();
  const run = async () => {
    for (const value of next) {
      const found = await work(value);
      if (found !== null) bad.push(found);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return bad;
}

const hostile = fc.oneof(
  fc.constantFrom(
    "'; DROP TABLE incident; --",
    "' OR '1'='1",
    '\0',
    '\\',
    '\u{d800}',
    '%00',
    '%',
    '_',
    '{}',
    '[]',
    '..',
    '/',
    '&',
    '<script>',
    "a' & b | !(",
    '"',
    '-1',
    '9'.repeat(400),
    '1e999',
    'NaN',
    '2021-13-45T99:99:99Z',
    'x'.repeat(3000),
    '😀'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Good in fourteen of fifteen. */
const mostly = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 14, arbitrary: good }, { weight: 1, arbitrary: fc.oneof(hostile, fc.jsonValue({ maxDepth: 6 })) });

const said = fc.record({
  fact: mostly(fc.constant('timeline.began')),
  stance: mostly(fc.constantFrom('affirmed', 'denied')),
  value: mostly(fc.constantFrom('2021', '2021-11', '2021-11-26')),
});

const event = fc.record(
  {
    specversion: mostly(fc.constant('1.0')),
    id: mostly(fc.uuid()),
    source: mostly(fc.constant('/fuzz')),
    type: mostly(fc.constant('disclosure.statement.published.v1')),
    subject: mostly(fc.constant('fuzzed')),
    time: mostly(fc.constant('2021-11-26T03:00:00Z')),
    recordedtime: mostly(fc.constant('2021-11-26T03:00:00Z')),
    data: mostly(
      fc.record(
        {
          statement: mostly(fc.constant('s')),
          publisher: mostly(fc.constant({ id: 'p', kind: 'media', name: 'P' })),
          body: hostile,
          title: hostile,
          claims: mostly(fc.array(said, { minLength: 1, maxLength: 1 })),
        },
        { requiredKeys: ['statement', 'publisher', 'claims'] },
      ),
    ),
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'] },
);

const body = fc.oneof(
  { weight: 6, arbitrary: event.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
      '{"id":"a","id":"b","specversion":"1.0"}',
      '{"__proto__":{"id":"x"},"constructor":{"prototype":{"y":1}}}',
      `{"specversion":"1.0","id":"\\ud800","source":"/x\\u0000"}`,
      JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))),
      `"${'x'.repeat(600_000)}"`,
      '',
      'null',
      '0',
      '[]',
    ),
  },
);

const forms = ['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/x-ndjson'];
interface Document {
  readonly paths: Readonly<
    Record<
      string,
      { readonly get?: { readonly parameters: readonly { readonly name: string; readonly in: string }[] } }
    >
  >;
}

/** What may be asked, and by which parameters. */
const reads = Object.entries((JSON.parse(readFileSync('apps/query/openapi.json', 'utf8')) as Document).paths).flatMap(
  ([path, { get }]) => (get === undefined || path.includes('stream') ? [] : [{ path, parameters: get.parameters }]),
);

/** A path with something in each place, and one or two parameters that it has. */
const question = fc.constantFrom(...reads).chain(({ path, parameters }) => {
  const queries = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
  return fc
    .tuple(
      fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom('fuzzed', 's', 'timeline.began', '0@0') },
          { weight: 2, arbitrary: hostile },
        ),
        { minLength: 4, maxLength: 4 },
      ),
      queries.length === 0
        ? fc.constant([])
        : fc.array(fc.tuple(fc.constantFrom(...queries), hostile), { maxLength: 2 }),
    )
    .map(([places, given]) => {
      let place = 0;
      const filled = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent((places[place++] ?? '').toWellFormed()));
      const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, value.toWellFormed()]));
      return `${filled}?${query.toString()}`;
    });
});

describe('five thousand requests of no good will', () => {
  it('to ingest: each is answered, none as a failure of ours', async () => {
    const sent = fc.sample(fc.tuple(fc.constantFrom(...forms), body, fc.boolean()), { numRuns: runs, seed: 1 });
    const bad = await each(sent, async ([form, text, isList]) => {
      const content = form.includes('batch') && isList ? `[${text}]` : text;
      const answer = await send('ingest', '/v1/events', {
        method: 'POST',
        headers: { 'content-type': form },
        body: content,
      });
      return isBad(answer) ? `${form} ${content.slice(0, 200)} → ${answer.slice(0, 300)}` : null;
    });
    expect(bad).toEqual([]);
  }, 240_000);

  it('to query: each is answered, and none reaches the database as anything but a value', async () => {
    const bad = await each(fc.sample(question, { numRuns: runs, seed: 2 }), async (path) => {
      const answer = await send('query', path);
      return isBad(answer) ? `${path.slice(0, 200)} → ${answer.slice(0, 300)}` : null;
    });
    expect(bad).toEqual([]);
  }, 240_000);

  it('has left every service as it was', async () => {
    for (const service of ['ingest', 'query', 'projector', 'notifier'] as const)
      expect((await fetch(`${pipeline.url(service)}/health/ready`)).status).toBe(200);
    // Some of them were good after all: what is only refused at the door tests the door.
    for (const named of ['ingest 201', 'ingest 422', 'query 200', 'query 400', 'query 404'])
      expect([named, (statuses.get(named) ?? 0) > 20]).toEqual([named, true]);
  });
});
