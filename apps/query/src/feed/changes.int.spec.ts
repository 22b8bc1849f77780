import { Feed } from '#contracts';
import { readFeed } from '#persistence';
import { violations } from '../testing/conforms.js';
import { runningQuery, type Answer, type RunningQuery } from '../testing/running-query.js';
import { seedChange } from '../testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
});
afterAll(() => query.end());
beforeEach(() => query.sql.query('TRUNCATE public.change, public.change_head'));

const anything = { incident: null, kinds: [], fact: null, item: null, organisation: null, sector: null, speaker: null };
const changes = (parameters = '') => query.get<Feed>(`/v1/changes${parameters}`);
const names = ({ body }: Answer<Feed>): string[] => body.items.map(({ change }) => change.id);

async function follow(path: string, pages = 100): Promise<string[][]> {
  const seen: string[][] = [];
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const answer = await changes(`?${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(answer.status).toBe(200);
    expect(typeof answer.body.next).toBe('string');
    if (answer.body.items.length === 0) break;
    seen.push(names(answer));
    cursor = answer.body.next;
  }
  return seen;
}

describe('the feed of changes', () => {
  it('is told in order of each partition, partitions taking turns', async () => {
    for (const partition of [0, 0, 0, 0, 1, 2, 2]) await seedChange(query.sql, partition);
    const answer = await changes('?from=start');
    expect(violations(Feed, answer.body)).toEqual([]);
    expect(names(answer)).toEqual(['0-1', '1-1', '2-1', '0-2', '2-2', '0-3', '0-4']);
    expect(answer.body.items[0]).toEqual({ partition: 0, sequence: 1, change: { id: '0-1' } });
  });

  it('starts at the start where nothing is said, or with what comes now', async () => {
    await seedChange(query.sql, 0);
    expect(names(await changes())).toEqual(['0-1']);
    const now = await changes('?from=now');
    expect(names(now)).toEqual([]);
    await seedChange(query.sql, 0);
    expect(names(await changes(`?cursor=${now.body.next}`))).toEqual(['0-2']);
  });

  it.each([1, 2, 3, 5])('loses and repeats nothing, %i at a time, and keeps no partition waiting', async (limit) => {
    for (let n = 0; n < 12; n += 1) await seedChange(query.sql, 0);
    for (let n = 0; n < 3; n += 1) await seedChange(query.sql, 2);
    const pages = await follow(`limit=${limit}`);
    const seen = pages.flat();
    expect(seen.filter((id) => id.startsWith('0-'))).toEqual(Array.from({ length: 12 }, (_, n) => `0-${n + 1}`));
    expect(seen.filter((id) => id.startsWith('2-'))).toEqual(['2-1', '2-2', '2-3']);
    expect(seen.indexOf('2-3')).toBeLessThan(8);
  });

  it('misses nothing that comes while it is followed', async () => {
    await seedChange(query.sql, 1);
    const first = await changes();
    const idle = await changes(`?cursor=${first.body.next}`);
    expect([names(idle), idle.body.next]).toEqual([[], first.body.next]);
    await seedChange(query.sql, 1);
    await seedChange(query.sql, 0);
    expect(names(await changes(`?cursor=${idle.body.next}`))).toEqual(['0-1', '1-2']);
  });

  it('filters by incident, kinds, fact and item, and goes past what does not match', async () => {
    await seedChange(query.sql, 0, { incident_id: 'a', kind: 'fact.asserted', fact: 'exposure.data', item: 'payment' });
    await seedChange(query.sql, 0, { incident_id: 'b', kind: 'fact.asserted', fact: 'exposure.data', item: 'health' });
    await seedChange(query.sql, 0, { incident_id: 'a', kind: 'fact.changed', fact: 'timeline.began' });
    await seedChange(query.sql, 1, { incident_id: 'c', kind: 'incident.opened' });
    const filtered = async (filter: string) => names(await changes(`?${filter}`));
    expect(await filtered('incident=a')).toEqual(['0-1', '0-3']);
    expect(await filtered('kind=incident.opened&kind=fact.changed')).toEqual(['0-3', '1-1']);
    expect(await filtered('fact=exposure.data')).toEqual(['0-1', '0-2']);
    expect(await filtered('fact=exposure.data%5Bhealth%5D')).toEqual(['0-2']);
    expect(await filtered('incident=a&kind=fact.changed&fact=timeline.began')).toEqual(['0-3']);
    const none = await changes('?incident=nobody');
    const now = await changes('?from=now');
    expect([names(none), none.body.next]).toEqual([[], now.body.next]);
  });

  describe('filters by what an incident was before or after the change', () => {
    const seeded = (version: number, row: Readonly<Record<string, unknown>> = {}, incident_id = 'a') =>
      seedChange(query.sql, 0, { incident_id, version, ...row });
    const filtered = async (filter: string) => names(await changes(`?${filter}`));
    beforeEach(() => query.sql.query('TRUNCATE public.incident_speaker'));

    it('an organisation that it gains and loses', async () => {
      await seeded(1);
      await seeded(2, { organisations: ['acme'] });
      await seeded(3, { organisations: ['acme', 'other'] });
      await seeded(4, { organisations: ['other'] });
      expect(await filtered('organisation=acme')).toEqual(['0-2', '0-3']);
      expect(await filtered('organisation=other')).toEqual(['0-3', '0-4']);
      expect(await filtered('organisation=nobody')).toEqual([]);
    });

    it('a sector that it gains and loses', async () => {
      await seeded(1, { sectors: ['finance'] });
      await seeded(2, { sectors: ['finance', 'health'] });
      await seeded(3, { sectors: ['health'] });
      expect(await filtered('sector=finance')).toEqual(['0-1', '0-2']);
      expect(await filtered('sector=health')).toEqual(['0-2', '0-3']);
    });

    it('a speaker that comes, goes and comes back', async () => {
      for (const version of [1, 2, 3, 4, 5, 6, 7]) await seeded(version);
      await seeded(3, {}, 'b');
      for (const [incident, speaker, since, until] of [
        ['a', 'nhk', 2, 4],
        ['a', 'nhk', 6, null],
        ['a', 'acme', 1, null],
        ['b', 'nhk', 1, 2],
      ]) {
        const row = [incident, speaker, since, until];
        await query.sql.query('INSERT INTO public.incident_speaker VALUES ($1, $2, $3, $4)', row);
      }
      expect(await filtered('speaker=nhk')).toEqual(['0-2', '0-3', '0-4', '0-6', '0-7']);
      expect(await filtered('speaker=acme&incident=a&limit=500')).toHaveLength(7);
      expect(await filtered('speaker=nobody')).toEqual([]);
    });

    it('several at once, which all must hold', async () => {
      await seeded(1, { organisations: ['acme'], sectors: ['finance'] });
      await seeded(2, { organisations: ['acme'], sectors: ['health'] });
      await seeded(3, { organisations: ['other'], sectors: ['finance'] });
      expect(await filtered('organisation=acme&sector=finance')).toEqual(['0-1']);
    });
  });

  it('finds the rare match far behind many others', async () => {
    await query.sql
      .query(`INSERT INTO public.change (partition, sequence, incident_id, kind, version, organisations, sectors,
        cause_subject, cause_source, cause_id, cause_partition, cause_offset, event)
      SELECT 1, n, 'i', CASE n WHEN 12000 THEN 'fact.settled' ELSE 'fact.asserted' END, 1, '{}', '{}', 'i', '/s', 'e', 1, n, json_build_object('id', '1-' || n)
        FROM generate_series(1, 12000) n`);
    await query.sql.query('INSERT INTO public.change_head VALUES (1, 12000)');
    expect(names(await changes('?kind=fact.settled'))).toEqual(['1-12000']);
  });

  it('gives a page as it is when looking took too long, and goes on from there', async () => {
    for (let n = 0; n < 6; n += 1) await seedChange(query.sql, 1, n === 5 ? { kind: 'fact.settled' } : {});
    const filter = { ...anything, kinds: ['fact.settled'] };
    const first = await readFeed(query.sql, { sequences: [0, 0, 0], turn: 0 }, filter, {
      items: 5,
      span: 4,
      within: 0,
    });
    expect(first).toEqual({ items: [], next: { sequences: [0, 4, 0], turn: 0 } });
    const second = await readFeed(query.sql, first.next, filter, { items: 5, span: 4, within: 0 });
    expect(second.items.map(({ sequence }) => sequence)).toEqual([6]);
  });

  it.each([
    ['cursor', 'cursor=abc'],
    ['cursor', `cursor=${Buffer.from('[0,1,2]').toString('base64url')}`],
    ['cursor', 'cursor='],
    ['cursor', `cursor=${Buffer.from('[0,1,0,0]').toString('base64url')}`],
    ['organisation', 'organisation=No%20Id'],
    ['sector', 'sector='],
    ['speaker', 'speaker=a&speaker=b'],
    ['from', 'from=here'],
    ['from', `from=now&cursor=${Buffer.from('[0,0,0,0]').toString('base64url')}`],
    ['kind', 'kind=fact.moved'],
    ['fact', 'fact=no.such-fact'],
    ['fact', 'fact=constructor'],
    ['incident', 'incident=No%20Id'],
    ['limit', 'limit=-1'],
    ['since', 'since=now'],
  ])('refuses a bad %s: ?%s', async (parameter, raw) => {
    const { status, body } = await query.get(`/v1/changes?${raw}`);
    expect([status, body.type, body.errors[0]?.parameter]).toEqual([400, '/problems/invalid-query', parameter]);
  });
});
