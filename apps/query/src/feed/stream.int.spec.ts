import { getEventListeners } from 'node:events';
import type { Feed, FeedItem } from '#contracts';
import { CHANGES_CHANNEL } from '#persistence';
import { Shutdown } from '#service';
import { eventually } from '../../../../test/support/index.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedChange, seedChanges } from '../testing/seed.js';
import { StreamClient, type StreamedEvent } from '../testing/stream-client.js';

const poll = { poll: 20 };
const path = '/v1/changes/stream';

let query: RunningQuery;
const opened: StreamClient[] = [];
const begin = async (): Promise<void> => {
  query = await runningQuery({}, { ...poll, heartbeat: 50, streams: 30 });
};
const leave = async (): Promise<void> => {
  for (const client of opened.splice(0)) client.close();
  await eventually(async () => (await openStreams()) === 0);
};

async function stream(parameters = '', headers: Readonly<Record<string, string>> = {}): Promise<StreamClient> {
  const client = await StreamClient.open(`${query.url}${path}${parameters}`, headers);
  opened.push(client);
  expect([client.response.statusCode, client.response.headers['content-type']]).toEqual([200, 'text/event-stream']);
  return client.read();
}

const places = (events: readonly StreamedEvent[]) =>
  events.map(({ data }) => {
    const { partition, sequence } = JSON.parse(data) as FeedItem;
    return `${partition}-${sequence}`;
  });
const told = (kind = 'fact.asserted') => ({ kind, event: { id: 'c', data: { kind } } });

async function metric(name: string, of = query): Promise<number> {
  const line = (await of.get('/metrics')).text.split('\n').find((each) => each.startsWith(name));
  return Number(line?.split(' ').at(-1));
}
const openStreams = () => metric('query_streams_open');

describe('the stream of changes', () => {
  beforeEach(begin);
  afterEach(async () => {
    await leave();
    await query.end();
  });

  it('says at once that it is there, and where a client would resume', async () => {
    await seedChanges(query.sql, 1, 3);
    const client = await stream('?from=now');
    await eventually(() => client.lastEventId !== '');
    const { body } = await query.get<Feed>('/v1/changes?from=now');
    expect([client.lastEventId, client.retry, client.events]).toEqual([body.next, 2_000, []]);
    expect(client.comments).toBeGreaterThan(0);
  });

  it('is the feed: the same changes in the same order, each with its kind and a cursor', async () => {
    for (const partition of [0, 2, 0, 1]) await seedChange(query.sql, partition, told());
    await seedChange(query.sql, 1, told('incident.opened'));
    const client = await stream();
    const events = await client.until(5);
    const { body } = await query.get<Feed>('/v1/changes');
    expect(events.map(({ data }) => JSON.parse(data) as unknown)).toEqual(body.items);
    expect(events.map(({ event }) => event)).toEqual(body.items.map(({ change }) => change.data.kind));
    const rest = await query.get<Feed>(`/v1/changes?cursor=${events[1]?.id}`);
    expect(rest.body.items).toEqual(body.items.slice(2));
  });

  it('resumes after any event with each of the others exactly once', async () => {
    await seedChanges(query.sql, 0, 4);
    await seedChanges(query.sql, 2, 7);
    const all = [...(await (await stream()).until(11))];
    expect(new Set(places(all)).size).toBe(11);
    for (const [n, { id }] of all.entries()) {
      if (n === all.length - 1) continue;
      const resumed = await stream('?from=start', { 'last-event-id': id });
      expect(places(await resumed.until(10 - n))).toEqual(places(all).slice(n + 1));
    }
  });

  it('goes on from a cursor, from the start, or with what comes', async () => {
    await seedChanges(query.sql, 1, 3);
    const first = await query.get<Feed>('/v1/changes?limit=2');
    const [cursor, start, now] = await Promise.all([
      stream(`?cursor=${first.body.next}`),
      stream('?from=start'),
      stream('?from=now'),
    ]);
    await Promise.all([cursor.until(1), start.until(3)]);
    await seedChanges(query.sql, 1, 1);
    await Promise.all([cursor.until(2), start.until(4), now.until(1)]);
    expect([places(cursor.events), places(start.events), places(now.events)]).toEqual([
      ['1-3', '1-4'],
      ['1-1', '1-2', '1-3', '1-4'],
      ['1-4'],
    ]);
  });

  it('has the filters of the feed, and lets an id move on that nothing matched for', async () => {
    const client = await stream('?organisation=acme&kind=fact.changed');
    for (const [kind, organisations] of [
      ['fact.changed', ['acme']],
      ['fact.asserted', ['acme']],
      ['fact.changed', ['other']],
    ] as const) {
      await seedChange(query.sql, 0, { ...told(kind), organisations: [...organisations] });
    }
    await client.until(1);
    const end = await query.get<Feed>('/v1/changes?from=now');
    // With a heartbeat: no event is dispatched for it.
    await eventually(() => client.lastEventId === end.body.next);
    expect(places(client.events)).toEqual(['0-1']);
  });

  it('is kept alive by comments', async () => {
    const client = await stream();
    await eventually(() => client.comments >= 5);
    expect(client.events).toEqual([]);
  });

  it('loses, repeats and swaps none of two thousand changes written meanwhile', async () => {
    const client = await stream('?from=now');
    await eventually(() => client.lastEventId !== '');
    const write = async (partition: number): Promise<void> => {
      for (let n = 0; n < 100; n += 1) await seedChanges(query.sql, partition, 1 + (n % 9 === 0 ? 6 : 0));
      await seedChanges(query.sql, partition, 500);
    };
    await Promise.all([write(0), write(1), write(2)]);
    const total = 3 * (100 + 12 * 6 + 500);
    expect(total).toBeGreaterThan(2_000);
    const seen = places(await client.until(total));
    for (const partition of [0, 1, 2]) {
      expect(seen.filter((place) => place.startsWith(`${partition}-`))).toEqual(
        Array.from({ length: total / 3 }, (_, n) => `${partition}-${n + 1}`),
      );
    }
    expect(seen).toHaveLength(total);
  });

  it('outlives its connections to PostgreSQL', async () => {
    const client = await stream('?from=now');
    await eventually(() => client.lastEventId !== '');
    await query.sql.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'corrigenda-query%'",
    );
    await seedChanges(query.sql, 0, 1);
    expect(places(await client.until(1))).toEqual(['0-1']);
    expect(client.end).toBe('open');
  });

  it('answers HEAD with its headers only', async () => {
    const response = await fetch(`${query.url}${path}`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/event-stream',
      '',
    ]);
  });

  it('leaves nothing behind when clients go away', async () => {
    const { signal } = query.service.app.get(Shutdown);
    const before = getEventListeners(signal, 'abort').length;
    await seedChanges(query.sql, 0, 10);
    for (let round = 0; round < 3; round += 1) {
      const clients = await Promise.all(Array.from({ length: 20 }, () => stream()));
      expect(await openStreams()).toBe(20);
      for (const client of clients) client.close();
      await eventually(async () => (await openStreams()) === 0);
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(before);
    expect(await metric('query_streams_cut_off_total')).toBe(0);
  });
});

describe('a stream that cannot be', () => {
  beforeAll(begin);
  afterEach(leave);
  afterAll(() => query.end());

  const cursor = (json: string) => Buffer.from(json).toString('base64url');

  it.each([
    ['from', 'from=here'],
    ['from', `from=now&cursor=${cursor('[0,0,0,0]')}`],
    ['cursor', 'cursor=abc'],
    ['cursor', `cursor=${cursor('[0,1,0,0]')}`],
    ['limit', 'limit=5'],
    ['speaker', 'speaker=No%20Id'],
    ['fact', 'fact=no.such-fact'],
  ])('is refused for its %s: ?%s', async (parameter, raw) => {
    const { status, body } = await query.get(`${path}?${raw}`);
    expect([status, body.type, body.errors[0]?.parameter]).toEqual([400, '/problems/invalid-query', parameter]);
  });

  it.each(['abc', cursor('[0,0,0]'), cursor('[0,0,0,1]')])('is refused for Last-Event-ID: %s', async (id) => {
    const { status, headers, body } = await query.get(path, { 'last-event-id': id });
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect([body.type, body.detail?.startsWith('The header Last-Event-ID ')]).toEqual([
      '/problems/invalid-request',
      true,
    ]);
  });

  it('is refused for Disclosure-Min-Offset', async () => {
    const { status, body } = await query.get(path, { 'disclosure-min-offset': 'x' });
    expect([status, body.type]).toEqual([400, '/problems/invalid-request']);
  });

  it('is one too many', async () => {
    const clients = await Promise.all(Array.from({ length: 30 }, () => stream()));
    const { status, headers, body } = await query.get(path);
    expect([status, body.type, headers.get('retry-after')]).toEqual([503, '/problems/unavailable', '10']);
    clients[0]?.close();
    await eventually(async () => (await openStreams()) === 29);
    await stream();
  });
});

describe('a stream that waits', () => {
  it('is woken by whoever says that there are changes', async () => {
    const patient = await runningQuery({}, { poll: 600_000 });
    const client = (await StreamClient.open(`${patient.url}${path}?from=now`)).read();
    await eventually(async () => {
      const listeners = await patient.sql.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN ${CHANGES_CHANNEL}' AND state = 'idle'`,
      );
      return listeners.length === 1;
    });
    await seedChanges(patient.sql, 2, 1);
    await patient.sql.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, '']);
    expect(places(await client.until(1))).toEqual(['2-1']);
    client.close();
    await patient.end();
  });

  it('costs one poll, however many wait', async () => {
    const calm = await runningQuery({}, { poll: 100 });
    const clients = await Promise.all(
      Array.from({ length: 25 }, async () => (await StreamClient.open(`${calm.url}${path}`)).read()),
    );
    const transactions = async (): Promise<number> => {
      const [row] = await calm.sql.query<{ n: string }>(
        'SELECT pg_stat_clear_snapshot(), xact_commit AS n FROM pg_stat_database WHERE datname = current_database()',
      );
      return Number(row?.n);
    };
    const before = await transactions();
    const began = performance.now();
    await eventually(async () => (await transactions()) > before + 40, { every: 500 });
    const seconds = (performance.now() - began) / 1_000;
    // Each stream for itself would make 250 a second.
    expect(((await transactions()) - before) / seconds).toBeLessThan(60);
    for (const client of clients) client.close();
    await calm.end();
  });
});

describe('a slow reader', () => {
  it('is cut off; memory stays bounded, and a fast one goes on', async () => {
    const limited = await runningQuery({}, { ...poll, drain: 1_000 });
    const url = `${limited.url}${path}`;
    const slow = await Promise.all(Array.from({ length: 20 }, () => StreamClient.open(url)));
    const seen: string[] = [];
    const fast = (
      await StreamClient.open(url, {}, (event) => {
        seen.push(...places([event]));
      })
    ).read();
    const used = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external;
    const before = used();
    let most = before;
    // 40 MB for each of them.
    for (let n = 0; n < 20; n += 1) {
      await seedChanges(limited.sql, 0, 100, { pad: 20_000 });
      most = Math.max(most, used());
    }
    await eventually(() => {
      most = Math.max(most, used());
      return seen.length === 2_000;
    });
    await eventually(async () => (await metric('query_streams_cut_off_total', limited)) === 20);
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, n) => `0-${n + 1}`));
    expect(await metric('query_streams_open', limited)).toBe(1);
    expect((most - before) / 1e6).toBeLessThan(300);
    // What was under way for it is still there to be read, then comes the cut.
    const [first] = slow;
    const resumed = first?.read();
    await eventually(() => resumed?.end === 'cut off');
    expect(resumed?.bytes).toBeLessThan(20_000_000);
    await seedChanges(limited.sql, 0, 1);
    await eventually(() => seen.length === 2_001);
    const rest = (await StreamClient.open(url, { 'last-event-id': resumed?.lastEventId ?? '' })).read();
    const have = resumed?.events.length ?? 0;
    expect(have).toBeGreaterThan(0);
    expect(places((await rest.until(2_001 - have)).slice(0, 1))).toEqual([`0-${have + 1}`]);
    for (const client of [fast, rest]) client.close();
    await limited.end();
  });
});

describe('a service that stops', () => {
  it('ends its streams, whether they are read or not', async () => {
    const stopping = await runningQuery({}, { ...poll });
    await seedChanges(stopping.sql, 0, 1_000, { pad: 20_000 });
    const url = `${stopping.url}${path}`;
    const reading = (await StreamClient.open(`${url}?from=now`)).read();
    const unread = await StreamClient.open(url);
    await eventually(async () => (await metric('query_streams_open', stopping)) === 2);
    await eventually(() => unread.response.socket.bytesRead > 50_000);
    const before = performance.now();
    await stopping.service.stop();
    expect(performance.now() - before).toBeLessThan(5_000);
    await eventually(() => reading.end === 'ended');
    unread.read();
    await eventually(() => unread.end !== 'open');
    await stopping.end();
  });
});
