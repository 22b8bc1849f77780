import { DeadLetterView, PageOf, type Page } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedDeadLetter } from '../testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
});
afterAll(() => query.end());
beforeEach(() => query.sql.query('TRUNCATE public.dead_letter'));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const list = (parameters = '') => query.get<Page<DeadLetterView>>(`/v1/ops/dead-letters${parameters}`);
const redrive = async (offset: string) => {
  const response = await fetch(`${query.url}/v1/ops/dead-letters/${offset}/redrive`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as DeadLetterView & { readonly detail: string } };
};
const event = {
  specversion: '1.0',
  id: 'e1',
  source: '/desk',
  type: 'disclosure.incident.described.v1',
  subject: 'aurora-2024',
  time: '2024-03-05T08:00:00Z',
  data: { title: 'Aurora' },
};

describe('dead letters', () => {
  it('are told with their bytes, headers and reasons, page by page', async () => {
    const headers = JSON.stringify([
      [base64('ce_id'), base64('e1')],
      [base64('trace'), base64('a')],
      [base64('trace'), base64('b')],
    ]);
    await seedDeadLetter(query.sql, { partition: 1, offset: 9, key: Buffer.from('k'), headers });
    await seedDeadLetter(query.sql, {
      partition: 0,
      offset: 3,
      headers: '[]',
      value: Buffer.from([0xff]),
      reason: 'undecodable',
    });
    const { status, body } = await list('?limit=1');
    expect([status, violations(PageOf(DeadLetterView), body)]).toEqual([200, []]);
    expect(body.items).toMatchObject([
      { offset: '0@3', reason: 'undecodable', value: '/w==', key: null, redriven: null },
    ]);
    const next = await list(`?limit=1&cursor=${body.next ?? ''}`);
    expect(next.body).toMatchObject({
      items: [{ offset: '1@9', key: 'k', headers: { ce_id: 'e1', trace: ['a', 'b'] }, value: null }],
      next: null,
    });
    expect((await list('?reason=undecodable')).body.items.map(({ offset }) => offset)).toEqual(['0@3']);
    expect((await list('?redriven=true')).body.items).toEqual([]);
    expect((await query.get('/v1/ops/dead-letters/1@9')).body).toEqual(next.body.items[0]);
    expect((await query.get('/v1/ops/dead-letters/1@8')).status).toBe(404);
    expect((await query.get('/v1/ops/dead-letters/nonsense')).status).toBe(404);
  });

  it('are sent again as they are, to the partition of their subject', async () => {
    const value = Buffer.from(JSON.stringify(event));
    await seedDeadLetter(query.sql, { partition: 0, offset: 3, headers: '[]', reason: 'apply-failed', value });
    const { status, body } = await redrive('0@3');
    expect([status, violations(DeadLetterView, body)]).toEqual([200, []]);
    expect(body.redriven).toMatch(/^\d@\d+$/);
    expect((await query.get<DeadLetterView>('/v1/ops/dead-letters/0@3')).body).toEqual(body);
    const found = await query.get<{ subject: string; status: string }>(`/v1/events/${body.redriven ?? ''}`);
    expect(found.body).toMatchObject({ subject: 'aurora-2024', id: 'e1', status: 'pending' });
  });

  it.each([
    ['what is not JSON', 'undecodable', Buffer.from('{'), 422],
    ['what is not valid', 'invalid', Buffer.from(JSON.stringify({ ...event, time: 'last winter' })), 422],
    ['an unknown type', 'unknown-type', Buffer.from(JSON.stringify({ ...event, type: 'disclosure.x.y.v1' })), 422],
    ['a key that is taken', 'id-reused', Buffer.from(JSON.stringify(event)), 409],
  ])('that would only die again are refused: %s', async (_what, reason, value, status) => {
    await seedDeadLetter(query.sql, { partition: 0, offset: 3, headers: '[]', reason, value });
    expect((await redrive('0@3')).status).toBe(status);
    expect((await list()).body.items[0]?.redriven).toBeNull();
  });

  it('that are not there cannot be sent', async () => {
    expect((await redrive('0@77')).status).toBe(404);
  });
});
