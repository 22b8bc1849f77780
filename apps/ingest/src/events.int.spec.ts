import { headerText } from '#kafka';
import { anIngest, type RunningIngest } from './testing/an-ingest.js';
import { types } from './testing/answer.js';
import { described, published } from './testing/events.js';

let ingest: RunningIngest;
beforeAll(async () => {
  ingest = await anIngest();
});
afterAll(() => ingest.stop());

const one = (event: unknown, path?: string, headers?: Record<string, string>) =>
  ingest.post(JSON.stringify(event), types.one, path, headers);
const batch = (events: unknown, path?: string) => ingest.post(JSON.stringify(events), types.batch, path);
const large = (id: string) => described(id, { data: { title: 'x'.repeat(600 * 1024) } });
const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('one event', () => {
  it('is recorded, and lies in the log as it was sent, with its recorded time', async () => {
    const sent = `{ "data": {"statement":"s1","publisher":{"id":"acme","kind":"affected","name":"Äcme"},"claims":[
      {"fact":"impact.cost","stance":"affirmed","value":{"amount":1.50,"currency":"EUR"}}]},
      "specversion":"1.0","id":"e1","source":"/desk","type":"disclosure.statement.published.v1","subject":"acme-2021","time":"2021-11-26T00:00:00Z","custom":7 }`;
    const answer = await ingest.post(sent, `${types.one}; charset=utf-8`, undefined, { traceparent: trace });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.results()).toEqual([
      { source: '/desk', id: 'e1', status: 'recorded', offset: expect.stringMatching(/^\d@\d+$/) },
    ]);

    const record = await ingest.logged(answer.results()[0]?.['offset']);
    const value = String(record?.value);
    const [stamp, recordedtime] = /"recordedtime":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)",/.exec(value) ?? [];
    expect(value.replace(String(stamp), '')).toBe(sent);
    expect(Math.abs(Date.parse(String(recordedtime)) - Date.now())).toBeLessThan(60_000);
    expect(String(record?.key)).toBe('acme-2021');
    const names = Object.keys(record?.headers ?? {});
    expect(Object.fromEntries(names.map((name) => [name, headerText(record?.headers ?? {}, name)]))).toEqual({
      'content-type': 'application/cloudevents+json',
      ce_id: 'e1',
      ce_source: '/desk',
      ce_type: 'disclosure.statement.published.v1',
      ce_subject: 'acme-2021',
      traceparent: trace,
    });
  });

  it('brings its own trace where the request has none that is valid', async () => {
    const answer = await one(described('traced', { traceparent: trace }), undefined, { traceparent: 'nonsense' });
    const record = await ingest.logged(answer.results()[0]?.['offset']);
    expect(headerText(record?.headers ?? {}, 'traceparent')).toBe(trace);
  });

  it('is recorded again when it is repeated', async () => {
    const [first, again] = [await one(described('twice')), await one(described('twice'))];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(first.results()[0]?.['offset']).not.toBe(again.results()[0]?.['offset']);
  });

  it('that is not valid is answered 422 with pointers', async () => {
    const answer = await one(published('bad-date', { value: 'soon' }));
    expect(answer.status).toBe(422);
    expect(answer.results()).toMatchObject([
      {
        source: '/desk/test',
        id: 'bad-date',
        status: 'rejected',
        problem: {
          type: '/problems/invalid-event',
          title: 'Event is not valid',
          errors: [{ pointer: '/data/claims/0/value' }],
        },
      },
    ]);
    expect((await one({ ...described('no-subject'), subject: undefined })).results()).toMatchObject([
      { problem: { errors: [{ pointer: '/subject', message: 'is missing' }] } },
    ]);
  });

  it('of a type that nobody knows has a problem of its own', async () => {
    const answer = await one(described('alien', { type: 'disclosure.alien.landed.v1' }));
    expect(answer.status).toBe(422);
    expect(answer.results()).toMatchObject([
      { problem: { type: '/problems/unknown-type', errors: [{ pointer: '/type' }] } },
    ]);
  });

  it('that nests without end is refused like any other', async () => {
    const value = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const answer = await ingest.post(
      JSON.stringify(published('deep', { value: 'HERE' })).replace('"HERE"', value),
      types.one,
    );
    expect(answer.status).toBe(422);
  });

  it('may bring a recorded time, but none of the future', async () => {
    const given = await one(described('given', { recordedtime: '2021-11-27T01:02:03+01:00' }));
    expect(given.status).toBe(201);
    expect(String((await ingest.logged(given.results()[0]?.['offset']))?.value)).toBe(
      JSON.stringify(described('given', { recordedtime: '2021-11-27T01:02:03+01:00' })),
    );
    const ahead = new Date(Date.now() + 6 * 60_000).toISOString();
    const answer = await one(described('ahead', { recordedtime: ahead }));
    expect(answer.status).toBe(422);
    expect(answer.results()).toMatchObject([
      { problem: { type: '/problems/invalid-event', errors: [{ pointer: '/recordedtime' }] } },
    ]);
  });

  it.each([
    ['no JSON', '{"specversion":'],
    ['nothing', ''],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('that is %s is answered 400', async (_, body) => {
    const answer = await ingest.post(body, types.one);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({ type: '/problems/unreadable-body', status: 400 });
  });

  it('larger than 512 KiB is answered 413', async () => {
    const answer = await one(large('large'));
    expect(answer.status).toBe(413);
    expect(answer.json()).toMatchObject({ type: '/problems/too-large' });
  });

  it.each(['application/json', 'text/plain', 'application/octet-stream'])(
    'sent as %s is answered 415',
    async (type) => {
      const answer = await ingest.post(JSON.stringify(described('typed')), type);
      expect(answer.status).toBe(415);
      expect(answer.json()).toMatchObject({ type: '/problems/unsupported-media-type' });
    },
  );

  it('without a content type, or in a content coding, is answered 415', async () => {
    const plain = await fetch(`${ingest.url}/v1/events`, { method: 'POST' });
    expect(plain.status).toBe(415);
    const coded = await ingest.post('x', types.one, undefined, { 'content-encoding': 'gzip' });
    expect(coded.status).toBe(415);
  });
});

describe('a batch', () => {
  it('is answered in order: 201', async () => {
    const events = Array.from({ length: 1_000 }, (_, index) =>
      described(`b${index}`, { subject: `incident-${index % 7}` }),
    );
    const answer = await batch(events);
    expect(answer.status).toBe(201);
    expect(answer.results().map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    const record = await ingest.logged(answer.results()[998]?.['offset']);
    expect(JSON.parse(String(record?.value))).toMatchObject({ id: 'b998', subject: 'incident-4' });
  });

  it('of good and bad is answered 207', async () => {
    const answer = await batch([described('m1'), published('m2', { value: 'x' }), 7, large('m4'), described('m5')]);
    expect(answer.status).toBe(207);
    expect(answer.results()).toMatchObject([
      { id: 'm1', status: 'recorded' },
      { id: 'm2', status: 'rejected', problem: { type: '/problems/invalid-event' } },
      { id: null, source: null, status: 'rejected' },
      { id: 'm4', status: 'rejected', problem: { type: '/problems/too-large', title: 'Too large' } },
      { id: 'm5', status: 'recorded' },
    ]);
  });

  it('of nothing valid is answered 422', async () => {
    expect((await batch([published('n1', { value: 'x' }), {}])).status).toBe(422);
  });

  it.each([
    ['is empty', '[]', 400],
    ['is no array', '{}', 400],
    ['cannot be read', '[{]', 400],
    ['has 1,001 events', JSON.stringify(Array.from({ length: 1_001 }, () => ({}))), 413],
    ['has more than 16 MiB', `["${'x'.repeat(16 * 1024 * 1024)}"]`, 413],
  ])('that %s is refused whole', async (_, body, status) => {
    const answer = await ingest.post(body, types.batch);
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ type: status === 413 ? '/problems/too-large' : '/problems/unreadable-body' });
  });
});

describe('recorded times', () => {
  it('rise strictly, in the order of the log', async () => {
    const answers = [
      await batch(Array.from({ length: 500 }, (_, index) => described(`r${index}`))),
      await one(described('r500')),
    ];
    const records = await Promise.all(
      answers.flatMap((answer) => answer.results()).map(({ offset }) => ingest.logged(offset)),
    );
    const times = records.map((record) => (JSON.parse(String(record?.value)) as { recordedtime: string }).recordedtime);
    expect(new Set(times).size).toBe(501);
    expect(times.toSorted()).toEqual(times);
  });
});

describe('validation', () => {
  it('says valid or rejected, and records nothing', async () => {
    const path = '/v1/events/validate';
    const good = await one(described('v1'), path);
    expect([good.status, good.results()]).toEqual([200, [{ source: '/desk/test', id: 'v1', status: 'valid' }]]);
    expect((await batch([described('v1'), {}], path)).status).toBe(207);
    expect((await batch([{}], path)).status).toBe(422);
    expect((await one(large('v2'), path)).status).toBe(413);
    const lines = await ingest.post(`${JSON.stringify(described('v1'))}\nno`, types.lines, path);
    expect(lines.lines()).toMatchObject([
      { line: 2, status: 'rejected' },
      { lines: 2, valid: 1, rejected: 1, stoppedAt: null },
    ]);
  });
});

describe('metrics and health', () => {
  it('count by type and reason', async () => {
    await one(described('counted'));
    const { text } = await ingest.get('/metrics');
    expect(text).toMatch(
      /ingest_events_recorded_total\{type="disclosure.incident.described.v1",service="ingest"\} \d+/,
    );
    expect(text).toMatch(/ingest_events_rejected_total\{type="unknown",reason="unknown-type",service="ingest"\} 1/);
    expect(text).toMatch(/ingest_append_duration_seconds_count\{service="ingest"\} \d+/);
  });

  it('say that Kafka is there', async () => {
    const answer = await ingest.get('/health/ready');
    expect([answer.status, answer.json()]).toMatchObject([200, { details: { kafka: { status: 'up' } } }]);
  });
});
