import { IncidentList, type Feed, type IncidentView } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type Answer, type RunningQuery } from '../testing/running-query.js';
import { seedChange, seedFact, seedIncident, seedPosition, seedStatement } from '../testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
});
afterAll(() => query.end());
beforeEach(() => query.sql.query('TRUNCATE incident, fact, position, statement, public.change, public.change_head'));

const list = (parameters = '') => query.get<IncidentList>(`/v1/incidents${parameters}`);
const ids = ({ body }: Answer<IncidentList>): string[] => body.items.map(({ id }) => id);

describe('the list of incidents', () => {
  const at = (minute: number) => ({ recorded_at: `2021-11-26T13:${String(minute).padStart(2, '0')}:00Z` });

  it('has the newest change first', async () => {
    await seedIncident(query.sql, 'b', at(1));
    await seedIncident(query.sql, 'a', at(1));
    await seedIncident(query.sql, 'c', at(2));
    const answer = await list();
    expect([ids(answer), answer.body.next]).toEqual([['c', 'a', 'b'], null]);
  });

  it('loses and repeats nothing while others come', async () => {
    for (let n = 0; n < 25; n += 1) await seedIncident(query.sql, `i${n}`, at(n % 5));
    const seen: string[] = [];
    let next: string | null = '';
    for (let page = 0; next !== null; page += 1) {
      const answer: Answer<IncidentList> = await list(`?limit=4${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...ids(answer));
      next = answer.body.next;
      await seedIncident(query.sql, `late${page}`, at(50 + page));
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 25 }, (_, n) => `i${n}`)));
  });

  it('skips and repeats nothing that does not change, while others change', async () => {
    for (let n = 0; n < 24; n += 1) await seedIncident(query.sql, `i${n}`, { ...at(n % 5), countries: ['JP'] });
    const seen: string[] = [];
    const changed: string[] = [];
    let next: string | null = '';
    for (let page = 0; next !== null; page += 1) {
      const answer: Answer<IncidentList> = await list(`?country=JP&limit=4${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...ids(answer));
      next = answer.body.next;
      changed.push(`i${page * 3}`);
      const moved = [at(40 + page).recorded_at, `i${page * 3}`];
      await query.sql.query('UPDATE incident SET recorded_at = $1 WHERE incident_id = $2', moved);
    }
    const unchanged = Array.from({ length: 24 }, (_, n) => `i${n}`).filter((id) => !changed.includes(id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(unchanged));
  });

  it('says with its first page where the feed goes on', async () => {
    await seedIncident(query.sql, 'a', at(1));
    await seedIncident(query.sql, 'b', at(1));
    await seedChange(query.sql, 1);
    const { body } = await list('?limit=1');
    expect(violations(IncidentList, body)).toEqual([]);
    await seedChange(query.sql, 1);
    await seedChange(query.sql, 2);
    const feed = await query.get<Feed>(`/v1/changes?cursor=${body.changesCursor ?? ''}`);
    expect(feed.body.items.map(({ change }) => change.id)).toEqual(['1-2', '2-1']);
    const second = await list(`?limit=1&cursor=${body.next ?? ''}`);
    expect(second.body).not.toHaveProperty('changesCursor');
  });

  it('filters by organisation, dispute and time', async () => {
    await seedIncident(query.sql, 'a', { ...at(1), organisation_ids: ['panasonic', 'sanyo'] });
    await seedIncident(query.sql, 'b', { ...at(2), organisation_ids: ['sony'], contested: ['timeline.began'] });
    expect(ids(await list('?organisation=sanyo'))).toEqual(['a']);
    expect(ids(await list('?organisation=nobody'))).toEqual([]);
    expect(ids(await list('?contested=true'))).toEqual(['b']);
    expect(ids(await list('?contested=false'))).toEqual(['a']);
    expect(ids(await list('?updatedSince=2021-11-26T13:02:00Z'))).toEqual(['b']);
    expect(ids(await list('?contested=true&organisation=sanyo'))).toEqual([]);
  });

  it('finds words in titles and statements, each in any of them', async () => {
    await seedIncident(query.sql, 'a', { ...at(1), title: 'Panasonic file server' });
    await seedIncident(query.sql, 'b', { ...at(2), title: 'Panasonic India' });
    await seedStatement(query.sql, 'a', 's1', { search: "'nhk':1 'unauthoris':2" });
    expect(ids(await list('?q=PANASONIC'))).toEqual(['b', 'a']);
    expect(ids(await list('?q=panasonic+nhk'))).toEqual(['a']);
    expect(ids(await list('?q=panasonic+sony'))).toEqual([]);
    expect(ids(await list(`?q=${encodeURIComponent("panasonic' | ! &")}`))).toEqual(['b', 'a']);
  });

  it('tells at most 20 positions of a fact, and no quotes', async () => {
    await seedIncident(query.sql, 'a');
    await seedFact(query.sql, 'a', { fact: 'attack.entry', value: '"phishing"' });
    for (let n = 0; n < 25; n += 1) {
      await seedPosition(query.sql, 'a', { fact: 'attack.entry', speaker: `s${n}`, value: '"phishing"', quote: 'q' });
    }
    const fact = (await list()).body.items[0]?.facts[0];
    expect([fact?.positionCount, fact?.positions.length, fact?.positions[0]?.quote]).toEqual([25, 20, null]);
    const whole = (await query.get<IncidentView>('/v1/incidents/a')).body.facts[0];
    expect([whole?.positionCount, whole?.positions.length, whole?.positions[0]?.quote]).toEqual([25, 25, 'q']);
  });

  it.each(['limit=0', 'limit=501', 'cursor=abc', 'contested=maybe', 'q=%00a', 'updatedSince=now', 'sort=id'])(
    'refuses ?%s',
    async (raw) => {
      const { status, headers, body } = await query.get(`/v1/incidents?${raw}`);
      expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
      expect([body.type, body.errors[0]?.parameter]).toEqual(['/problems/invalid-query', raw.split('=')[0]]);
    },
  );
});
