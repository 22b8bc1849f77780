import { StatementView, type LogItem, type Page, type RevisionView } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedEvent, seedIncident, seedRevision, seedStatement } from '../testing/seed.js';

const publisher = { id: 'panasonic', kind: 'affected', name: 'Panasonic' };
const base = '/v1/incidents/panasonic-2021';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
  const { sql } = query;
  await seedIncident(sql, 'panasonic-2021');
  await seedStatement(sql, 'panasonic-2021', 'press', { revision_count: 2 });
  await seedRevision(sql, 'panasonic-2021', 'press', 1, { body: 'First.', title: 'Notice' });
  const claim = {
    fact: 'timeline.began',
    stance: 'affirmed',
    value: '2021-06-22',
    speaker: 'panasonic',
    saidAt: '2021-11-26T00:00:00.000000Z',
    relayed: false,
    echo: false,
  };
  await seedRevision(sql, 'panasonic-2021', 'press', 2, {
    kind: 'update',
    partition: 3,
    offset: 1842,
    claims: JSON.stringify([claim]),
  });
  await seedStatement(sql, 'panasonic-2021', 'nhk', {
    retracted_at: '2021-12-01T00:00:00Z',
    retracted_reason: 'wrong',
  });
  await seedRevision(sql, 'panasonic-2021', 'nhk', 1);
  await seedStatement(sql, 'panasonic-2021', 'never-published', { revision_count: 0, publisher: null });
  await seedEvent(sql, 'panasonic-2021', 'e1', { partition: 0, offset: 5 }, '{"id":"e1","data":{"amount":1.0}}');
  await seedEvent(sql, 'panasonic-2021', 'e2', { partition: 2, offset: 1 }, '{"id":"e2"}');
  await seedEvent(sql, 'panasonic-2021', 'e0', { partition: 0, offset: 12 }, '{"id":"e0"}');
});
afterAll(() => query.end());

describe('statements', () => {
  it('are listed with their latest revision', async () => {
    const { body } = await query.get<Page<StatementView>>(`${base}/statements`);
    expect(body.items.map(({ statement }) => statement)).toEqual(['nhk', 'press']);
    expect(body.next).toBeNull();
    expect(body.items.flatMap((statement) => violations(StatementView, statement))).toEqual([]);
    const { latest, ...press } = body.items[1] ?? {};
    expect(press).toEqual({
      incident: 'panasonic-2021',
      statement: 'press',
      publisher,
      retracted: null,
      revisionCount: 2,
    });
    expect(latest).toEqual({
      revision: 2,
      kind: 'update',
      at: '2021-11-26T00:00:00.000000Z',
      recordedAt: '2021-11-26T13:00:00.000000Z',
      source: '/desk',
      id: 'press-2',
      offset: '3@1842',
      title: null,
      url: null,
      language: null,
      body: null,
      claims: [expect.objectContaining({ fact: 'timeline.began', speaker: 'panasonic', relayed: false, echo: false })],
    });
    expect(body.items[0]?.retracted).toEqual({ at: '2021-12-01T00:00:00.000000Z', reason: 'wrong' });
  });

  it('are paged', async () => {
    const first = await query.get<Page<StatementView>>(`${base}/statements?limit=1`);
    const second = await query.get<Page<StatementView>>(`${base}/statements?limit=1&cursor=${first.body.next ?? ''}`);
    expect([first.body.items[0]?.statement, second.body.items[0]?.statement, second.body.next]).toEqual([
      'nhk',
      'press',
      null,
    ]);
  });

  it('are told one by one, and by revision', async () => {
    const statement = await query.get<StatementView>(`${base}/statements/press`);
    const revisions = await query.get<Page<RevisionView>>(`${base}/statements/press/revisions`);
    expect(revisions.body.items.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(statement.body.latest).toEqual(revisions.body.items[1]);
    const first = await query.get(`${base}/statements/press/revisions/1`);
    expect(first.body).toEqual(revisions.body.items[0]);
    expect(first.headers.get('etag')).not.toBe(statement.headers.get('etag'));
  });

  it('have revisions that are paged', async () => {
    const first = await query.get<Page<RevisionView>>(`${base}/statements/press/revisions?limit=1`);
    const second = await query.get<Page<RevisionView>>(
      `${base}/statements/press/revisions?limit=1&cursor=${first.body.next ?? ''}`,
    );
    expect([first.body.items[0]?.revision, second.body.items[0]?.revision, second.body.next]).toEqual([1, 2, null]);
  });

  it.each([
    'statements/other',
    'statements/never-published',
    'statements/%00',
    'statements/other/revisions',
    'statements/press/revisions/3',
    'statements/press/revisions/0',
    'statements/press/revisions/01',
    'statements/press/revisions/99999999999',
  ])('are 404 where there is none: %s', async (path) => {
    const { status, body } = await query.get(`${base}/${path}`);
    expect([status, body.type]).toEqual([404, '/problems/not-found']);
  });

  it('refuse a bad cursor by name', async () => {
    const { status, body } = await query.get(`${base}/statements?cursor=%21`);
    expect([status, body.errors[0]?.parameter]).toEqual([400, 'cursor']);
  });
});

describe('the log of an incident', () => {
  it('has its events as received, in order of the log', async () => {
    const { text, body, headers } = await query.get<Page<LogItem>>(`${base}/log`);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body.items.map(({ offset }) => offset)).toEqual(['0@5', '0@12', '2@1']);
    expect(text).toContain('{"offset":"0@5","event":{"id":"e1","data":{"amount":1.0}}}');
    expect(body.next).toBeNull();
  });

  it('is paged', async () => {
    const first = await query.get<Page<LogItem>>(`${base}/log?limit=2`);
    const second = await query.get<Page<LogItem>>(`${base}/log?limit=2&cursor=${first.body.next ?? ''}`);
    expect([...first.body.items, ...second.body.items].map(({ event }) => event.id)).toEqual(['e1', 'e0', 'e2']);
    expect(second.body.next).toBeNull();
  });

  it('answers 304 to who has it', async () => {
    const etag = (await query.get(`${base}/log`)).headers.get('etag') ?? '';
    expect((await query.get(`${base}/log`, { 'if-none-match': etag })).status).toBe(304);
  });
});
