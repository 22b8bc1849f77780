import { DisputeView, SpeakerView, type IncidentList, type Page, type SpeakerPage } from '#contracts';
import { violations } from './testing/conforms.js';
import { runningQuery, type RunningQuery } from './testing/running-query.js';
import { seedFact, seedIncident, seedPosition, seedStatement } from './testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
  const { sql } = query;
  const opened = { opened_at: '2021-11-26T00:00:00Z', statement_count: 1 };
  await seedIncident(sql, 'a', {
    ...opened,
    title: 'Panasonic',
    sectors: ['retail'],
    countries: ['JP', 'IN'],
    tags: ['T one'],
  });
  await seedIncident(sql, 'b', {
    ...opened,
    opened_at: '2021-12-26T00:00:00Z',
    countries: ['JP'],
    recorded_at: '2021-12-26T13:00:00Z',
  });
  await seedStatement(sql, 'a', 's1', { search: "'情報':1 '流出':2" });
  await seedFact(sql, 'a', { fact: 'exposure.people', status: 'contested', value: '{"min":1000}', lo: 1000 });
  await seedPosition(sql, 'a', { fact: 'exposure.people', value: '1000' });
  await seedPosition(sql, 'a', { fact: 'exposure.people', value: '9000', speaker: 'nhk', kind: 'media', name: 'NHK' });
  await sql.query(
    `INSERT INTO dispute (incident_id, fact, item, disputed, gap) VALUES ('a', 'exposure.people', '', '[2021-11-26T00:00:00Z,)', 8)`,
  );
});
afterAll(() => query.end());

const list = async (raw: string) => {
  const { body } = await query.get<IncidentList>(`/v1/incidents?${raw}`);
  return body.items.map(({ id }) => id);
};

describe('the list of incidents', () => {
  it.each([
    ['country=JP', ['b', 'a']],
    ['country=JP&country=IN', ['a']],
    ['sector=retail&tag=T%20one', ['a']],
    ['speaker=nhk', ['a']],
    ['speaker=nhk&asOf=2021-11-25T00:00:00Z', []],
    ['fact=exposure.people>=1000', ['a']],
    ['fact=exposure.people>=1001', []],
    ['fact=exposure.people<5000', []],
    ['fact=exposure.people>=1000&fact=exposure.leaked', []],
    ['asOf=2021-12-01T00:00:00Z', ['a']],
    ['contested=true&asOf=2021-12-01T00:00:00Z', ['a']],
    ['contested=false&asOf=2022-01-01T00:00:00Z', ['b']],
    [`q=${encodeURIComponent('情報流出')}`, ['a']],
    [`q=${encodeURIComponent('"情報流出" panasonic')}`, ['a']],
    [`q=${encodeURIComponent('"流出情報"')}`, []],
  ])('?%s', async (raw, ids) => {
    expect(await list(raw)).toEqual(ids);
  });

  it('is told as of then', async () => {
    const { body } = await query.get<IncidentList>('/v1/incidents?asOf=2021-11-26T00:00:00Z');
    expect(body.items[0]).toMatchObject({
      id: 'a',
      contested: ['exposure.people'],
      statementCount: 1,
      speakerCount: 2,
    });
  });

  it('takes a bare ?contested for true, and knows how the row stands', async () => {
    expect(await list('contested&fact=exposure.people')).toEqual([]);
    await query.sql.query(`UPDATE incident SET contested = '{exposure.people}' WHERE incident_id = 'a'`);
    expect(await list('contested')).toEqual(['a']);
  });

  it.each([
    ['fact=exposure.folk>=1', 'fact'],
    ['fact=exposure.data=affirmed', 'fact'],
    ['fact=exposure.people[a]=1', 'fact'],
    ['fact=exposure.people>=many', 'fact'],
    ['fact=exposure.people!=1', 'fact'],
    ['fact=exposure.leaked>=affirmed', 'fact'],
    ['fact=exposure.leaked=yes', 'fact'],
    ['fact=impact.cost>=1000', 'fact'],
    ['fact=response.status=unheard-of', 'fact'],
    ['fact=timeline.began<soon', 'fact'],
    ['fact=', 'fact'],
    ['country=jp', 'country'],
    ['q=a&asOf=2021-01-01T00:00:00Z', 'q'],
    ['asOf=2021', 'asOf'],
  ])('refuses ?%s', async (raw, parameter) => {
    const { status, body } = await query.get(`/v1/incidents?${raw}`);
    expect([status, body.type, body.errors[0]?.parameter]).toEqual([400, '/problems/invalid-query', parameter]);
  });

  it('has cursors that go with their own filters', async () => {
    const { body } = await query.get<IncidentList>('/v1/incidents?country=JP&limit=1');
    const next = body.next ?? '';
    expect(await list(`country=JP&limit=9&cursor=${next}`)).toEqual(['a']);
    const other = await query.get(`/v1/incidents?limit=1&cursor=${next}`);
    expect([other.status, other.body.errors[0]?.parameter]).toEqual([400, 'cursor']);
  });
});

describe('disputes', () => {
  const disputes = async (raw = '') => (await query.get<Page<DisputeView>>(`/v1/disputes?${raw}`)).body;

  it('are told with their sides', async () => {
    const { items, next } = await disputes('open');
    expect(next).toBeNull();
    expect(items.flatMap((item) => violations(DisputeView, item))).toEqual([]);
    expect(items).toMatchObject([
      {
        incident: 'a',
        fact: 'exposure.people',
        from: '2021-11-26T00:00:00.000000Z',
        to: null,
        gap: 8,
        sides: [
          { value: 1000, stance: 'affirmed', positions: [{ speaker: 'panasonic', relation: 'same', quote: null }] },
          { value: 9000, stance: 'affirmed', positions: [{ speaker: 'nhk', relation: 'conflicts' }] },
        ],
        ended: null,
      },
    ]);
  });

  it.each([
    ['open=false', 0],
    ['open=true&asOf=2021-11-25T00:00:00Z', 0],
    ['open=true&asOf=2021-11-27T00:00:00Z', 1],
    ['minAge=1&asOf=2021-11-27T00:00:00Z', 1],
    ['minAge=P1DT1M&asOf=2021-11-27T00:00:00Z', 0],
    ['minAge=P52W', 1],
    ['minGap=8', 1],
    ['minGap=8.01', 0],
    ['minGap=8&asOf=2021-11-27T00:00:00Z', 1],
    ['minGap=9&asOf=2021-11-27T00:00:00Z', 0],
    ['fact=exposure.people&incident=a', 1],
    ['fact=timeline.began', 0],
    ['openedBefore=2021-11-26T00:00:00Z', 0],
    ['openedBefore=2021-11-26T00:00:01Z', 1],
  ])('?%s', async (raw, count) => {
    expect((await disputes(raw)).items).toHaveLength(count);
  });

  it.each([
    ['minAge=P'],
    ['minAge=long'],
    ['minAge=P1M'],
    ['minGap=-1'],
    ['fact=exposure.folk'],
    ['open=maybe'],
    ['cursor=x'],
  ])('refuse ?%s', async (raw) => {
    const { status, body } = await query.get(`/v1/disputes?${raw}`);
    expect([status, body.errors[0]?.parameter]).toEqual([400, raw.split('=')[0]]);
  });
});

describe('speakers', () => {
  it('are listed, and told where they speak', async () => {
    const { body } = await query.get<Page<SpeakerView>>('/v1/speakers?limit=1');
    expect(body.items.flatMap((item) => violations(SpeakerView, item))).toEqual([]);
    expect(body.items).toEqual([{ id: 'nhk', kind: 'media', name: 'NHK', incidents: 1, positions: 1 }]);
    const second = await query.get<Page<SpeakerView>>(`/v1/speakers?limit=1&cursor=${body.next ?? ''}`);
    expect([second.body.items.map(({ id }) => id), second.body.next]).toEqual([['panasonic'], null]);
    const one = await query.get<SpeakerPage>('/v1/speakers/nhk');
    const items = [{ incident: 'a', positions: 1, saidAt: '2021-11-26T00:00:00.000000Z' }];
    expect(one.body).toEqual({ id: 'nhk', kind: 'media', name: 'NHK', incidents: 1, positions: 1, items, next: null });
  });

  it.each(['/v1/speakers/nobody', '/v1/speakers/%00', '/v1/speakers/nhk?asOf=2021-11-25T00:00:00Z'])(
    'are 404 who never spoke: %s',
    async (path) => {
      const { status, body } = await query.get(path);
      expect([status, body.type]).toEqual([404, '/problems/not-found']);
    },
  );
});
