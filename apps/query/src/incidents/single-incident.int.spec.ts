import { FactView, IncidentView, type IncidentList, type Page } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type Answer, type RunningQuery } from '../testing/running-query.js';
import { seedFact, seedIncident, seedPosition } from '../testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
});
afterAll(() => query.end());
beforeEach(() => query.sql.query('TRUNCATE incident, fact, position'));

const list = (parameters = '') => query.get<IncidentList>(`/v1/incidents${parameters}`);
const ids = ({ body }: Answer<IncidentList>): string[] => body.items.map(({ id }) => id);
const keys = ({ body }: Answer<Page<FactView>>) => body.items.map(({ fact }) => fact);

describe('one incident', () => {
  beforeEach(async () => {
    await seedIncident(query.sql, 'panasonic-2021', {
      title: 'Panasonic',
      version: 4,
      last_partition: 3,
      last_offset: 1842,
      contested: ['timeline.began'],
      opened_at: '2021-11-26T00:00:00Z',
      organisations: '[{"id":"panasonic","name":"Panasonic Corporation","role":"affected"}]',
      organisation_ids: ['panasonic'],
    });
    const contested = { fact: 'timeline.began', status: 'contested', value: '"2021-11-11"' };
    await seedFact(query.sql, 'panasonic-2021', { ...contested, published: '[2021-11-26T00:00:00Z,)' });
    await seedFact(query.sql, 'panasonic-2021', {
      ...contested,
      value: '"2021"',
      published: '[2021-11-01T00:00:00Z,2021-11-26T00:00:00Z)',
    });
    await seedFact(query.sql, 'panasonic-2021', { fact: 'exposure.data', item: 'payment' });
    const nhk = { speaker: 'nhk', kind: 'media', publisher: 'nhk', statement: 'nhk-1', stance: 'suspected' };
    await seedPosition(query.sql, 'panasonic-2021', {
      fact: 'timeline.began',
      value: '"2021-11-11"',
      quote: 'on November 11',
    });
    await seedPosition(query.sql, 'panasonic-2021', { fact: 'timeline.began', value: '"2021-06-22"', ...nhk });
    await seedPosition(query.sql, 'panasonic-2021', {
      fact: 'timeline.began',
      ...nhk,
      speaker: 'aaa',
      stance: 'undetermined',
    });
    await seedPosition(query.sql, 'panasonic-2021', { fact: 'exposure.data', item: 'payment' });
  });

  it('is told as the contract says, with its facts and how the positions on them relate', async () => {
    const { status, body } = await query.get<IncidentView>('/v1/incidents/panasonic-2021');
    expect(status).toBe(200);
    expect(violations(IncidentView, body)).toEqual([]);
    const { facts, ...incident } = body;
    expect(incident).toEqual({
      id: 'panasonic-2021',
      version: 4,
      title: 'Panasonic',
      summary: null,
      organisations: [{ id: 'panasonic', name: 'Panasonic Corporation', role: 'affected' }],
      sectors: [],
      countries: [],
      tags: [],
      references: [],
      absorbed: [],
      mergedInto: null,
      openedAt: '2021-11-26T00:00:00.000000Z',
      lastStatementAt: null,
      recordedAt: '2021-11-26T13:00:00.000000Z',
      offset: '3@1842',
      contested: ['timeline.began'],
      statementCount: 0,
      speakerCount: 0,
    });
    expect(facts.map(({ fact, item }) => [fact, item])).toEqual([
      ['exposure.data', 'payment'],
      ['timeline.began', null],
    ]);
    const { positions = [], ...began } = facts[1] ?? {};
    expect(began).toEqual({
      fact: 'timeline.began',
      item: null,
      status: 'contested',
      value: '2021-11-11',
      stance: 'affirmed',
      speaker: 'panasonic',
      publisher: 'panasonic',
      statement: 'press',
      revision: 1,
      ruling: null,
      since: '2021-11-26T00:00:00.000000Z',
      positionCount: 3,
    });
    expect(positions[1]).toEqual({
      speaker: 'nhk',
      kind: 'media',
      publisher: 'nhk',
      statement: 'nhk-1',
      revision: 1,
      saidAt: '2021-11-26T00:00:00.000000Z',
      stance: 'suspected',
      value: '2021-06-22',
      relation: 'conflicts',
      relayed: false,
      quote: null,
    });
    expect(positions.map(({ speaker, relation, quote }) => [speaker, relation, quote])).toEqual([
      ['panasonic', 'same', 'on November 11'],
      ['nhk', 'conflicts', null],
      ['aaa', null, null],
    ]);
  });

  it('has a tag that answers 304 until its version or the question is another', async () => {
    const first = await query.get('/v1/incidents/panasonic-2021');
    const tag = first.headers.get('etag') ?? '';
    const again = await query.get('/v1/incidents/panasonic-2021', { 'if-none-match': `"x", ${tag}` });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    const other = await query.get('/v1/incidents/panasonic-2021/facts', { 'if-none-match': tag });
    expect(other.status).toBe(200);
    await query.sql.query("UPDATE incident SET version = 5 WHERE incident_id = 'panasonic-2021'");
    const changed = await query.get<IncidentView>('/v1/incidents/panasonic-2021', { 'if-none-match': tag });
    expect([changed.status, changed.body.version]).toEqual([200, 5]);
  });

  it('tells its facts by key and item', async () => {
    const all = await query.get<Page<FactView>>('/v1/incidents/panasonic-2021/facts');
    expect(keys(all)).toEqual(['exposure.data', 'timeline.began']);
    expect(all.body.next).toBeNull();
    expect(all.body.items.flatMap((fact) => violations(FactView, fact))).toEqual([]);
    const began = await query.get<Page<FactView>>('/v1/incidents/panasonic-2021/facts/timeline.began');
    expect(began.body.items).toEqual([all.body.items[1]]);
    const item = await query.get<Page<FactView>>('/v1/incidents/panasonic-2021/facts/exposure.data?item=payment');
    expect(item.body.items).toEqual([all.body.items[0]]);
  });

  it('pages its facts', async () => {
    const first = await query.get<Page<FactView>>('/v1/incidents/panasonic-2021/facts?limit=1');
    const second = await query.get<Page<FactView>>(
      `/v1/incidents/panasonic-2021/facts?limit=1&cursor=${first.body.next ?? ''}`,
    );
    expect([...keys(first), ...keys(second)]).toEqual(['exposure.data', 'timeline.began']);
    expect(second.body.next).toBeNull();
  });

  it.each([
    ['/v1/incidents/nobody'],
    ['/v1/incidents/No%20Id'],
    ['/v1/incidents/%00'],
    ['/v1/incidents/nobody/facts'],
    ['/v1/incidents/panasonic-2021/facts/timeline.ended'],
    ['/v1/incidents/panasonic-2021/facts/constructor'],
    ['/v1/incidents/panasonic-2021/facts/exposure.data?item=health'],
  ])('is 404 where there is none: %s', async (path) => {
    const { status, headers, body } = await query.get(path);
    expect([status, headers.get('content-type'), body.type]).toEqual([
      404,
      'application/problem+json',
      '/problems/not-found',
    ]);
    expect(headers.get('etag')).toBeNull();
  });

  it('that only a lock knows of is none', async () => {
    await seedIncident(query.sql, 'no-event-so-far', { version: 0, recorded_at: null });
    expect((await query.get('/v1/incidents/no-event-so-far')).status).toBe(404);
  });

  it('sends on to where it was merged into', async () => {
    await seedIncident(query.sql, 'absorbed', { merged_into: 'panasonic-2021' });
    const { status, headers } = await query.get('/v1/incidents/absorbed/facts?limit=5');
    expect([status, headers.get('location')]).toEqual([308, '/v1/incidents/panasonic-2021/facts?limit=5']);
    expect(ids(await list())).toEqual(['panasonic-2021']);
  });

  it('refuses a parameter that it does not take', async () => {
    const { status, body } = await query.get('/v1/incidents/panasonic-2021?asof=2021');
    expect([status, body.type, body.errors[0]?.parameter]).toEqual([400, '/problems/invalid-query', 'asof']);
  });
});
