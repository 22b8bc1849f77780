import { DiffView } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedIncident, seedRevision, seedStatement } from '../testing/seed.js';

const path = '/v1/incidents/aurora-2024/statements/notice/diff';
const claim = { stance: 'affirmed', speaker: 'aurora', relayed: false, echo: false };

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
  const { sql } = query;
  await seedIncident(sql, 'aurora-2024');
  await seedStatement(sql, 'aurora-2024', 'notice', { revision_count: 2 });
  const revision = async (number: number, at: string, value: number, body: string) => {
    const claims = JSON.stringify([{ ...claim, fact: 'exposure.people', value, saidAt: at }]);
    await seedRevision(sql, 'aurora-2024', 'notice', number, { at, claims, body, language: 'en' });
  };
  await revision(1, '2024-03-04T09:00:00.000000Z', 12_000, 'Some 12,000 customers.');
  await revision(2, '2024-03-20T08:00:00.000000Z', 43_000, 'Some 43,000 customers.');
  await seedIncident(sql, 'absorbed', { merged_into: 'aurora-2024' });
});
afterAll(() => query.end());

describe('the difference of two revisions', () => {
  it('is told as the contract says', async () => {
    const { status, body } = await query.get<DiffView>(`${path}?from=1&to=2`);
    expect([status, violations(DiffView, body)]).toEqual([200, []]);
    const said = { fact: 'exposure.people', stance: 'affirmed', speaker: 'aurora' };
    expect(body).toEqual({
      from: 1,
      to: 2,
      claims: {
        added: [],
        removed: [],
        changed: [{ from: { ...said, value: 12_000 }, to: { ...said, value: 43_000 } }],
      },
      words: [
        { op: 'equal', text: 'Some ' },
        { op: 'removed', text: '12,000' },
        { op: 'added', text: '43,000' },
        { op: 'equal', text: ' customers.' },
      ],
    });
  });

  it('goes either way, and is none of a revision from itself', async () => {
    const back = await query.get<DiffView>(`${path}?from=2&to=1`);
    expect(back.body.words[1]).toEqual({ op: 'removed', text: '43,000' });
    const same = await query.get<DiffView>(`${path}?from=2&to=2`);
    expect(same.body).toMatchObject({ claims: { changed: [] }, words: [{ op: 'equal' }] });
  });

  it('has a tag, and follows its incident where that was merged', async () => {
    const { headers } = await query.get(`${path}?from=1&to=2`);
    const again = await query.get(`${path}?from=1&to=2`, { 'if-none-match': headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    const merged = await query.get('/v1/incidents/absorbed/statements/s/diff?from=1&to=2');
    expect([merged.status, merged.headers.get('location')]).toEqual([
      308,
      '/v1/incidents/aurora-2024/statements/absorbed%2Fs/diff?from=1&to=2',
    ]);
  });

  it.each([
    ['to', 'from=1'],
    ['from', 'to=1'],
    ['from', 'from=0&to=1'],
    ['to', 'from=1&to=1.5'],
    ['to', 'from=1&to='],
    ['from', 'from=1&from=2&to=2'],
    ['at', 'from=1&to=2&at=3'],
  ])('refuses a bad %s: ?%s', async (parameter, raw) => {
    const { status, body } = await query.get(`${path}?${raw}`);
    expect([status, body.type, body.errors[0]?.parameter]).toEqual([400, '/problems/invalid-query', parameter]);
  });

  it.each([
    `${path}?from=1&to=3`,
    `${path}?from=9999999999&to=1`,
    '/v1/incidents/aurora-2024/statements/nothing/diff?from=1&to=2',
    '/v1/incidents/nowhere/statements/notice/diff?from=1&to=2',
  ])('is not found at %s', async (url) => {
    const { status, body } = await query.get(url);
    expect([status, body.type]).toEqual([404, '/problems/not-found']);
  });
});
