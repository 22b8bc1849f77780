import { DeadLetterView, PageOf, RedrivenPage, type Page } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedDeadLetter, seedEvent } from '../testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
});
afterAll(() => query.end());
beforeEach(() => query.sql.query('TRUNCATE public.dead_letter'));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const list = (parameters = '') => query.get<Page<DeadLetterView>>(`/v1/ops/dead-letters${parameters}`);
const redrive = async (offset: string, body: string | null = null, type = 'application/cloudevents+json') => {
  const response = await fetch(`${query.url}/v1/ops/dead-letters/${offset}/redrive`, {
    method: 'POST',
    body,
    ...(body === null ? {} : { headers: { 'content-type': type } }),
  });
  return { status: response.status, body: (await response.json()) as DeadLetterView & { readonly detail: string } };
};
const step = async (parameters: string) => {
  const response = await fetch(`${query.url}/v1/ops/dead-letters/redrive?${parameters}`, { method: 'POST' });
  const body = (await response.json()) as RedrivenPage;
  expect([response.status, violations(RedrivenPage, body)]).toEqual([200, []]);
  return body;
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

  it('are told with the event in them, where there is one', async () => {
    const value = Buffer.from(JSON.stringify(event));
    await seedDeadLetter(query.sql, { partition: 0, offset: 3, headers: '[]', value });
    await seedDeadLetter(query.sql, { partition: 0, offset: 4, headers: '[]', value: Buffer.from('["no object"]') });
    const deep = Buffer.from(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    await seedDeadLetter(query.sql, { partition: 0, offset: 5, headers: '[]', value: deep });
    expect((await list()).body.items.map((letter) => letter.event)).toEqual([event, null, null]);
  });

  it('are found by what they are, and by when they were recorded', async () => {
    const of = { headers: '[]', subject: 'one', source: '/desk', id: 'x' };
    await seedDeadLetter(query.sql, { ...of, partition: 0, offset: 1, at: '2024-01-01T00:00:00Z' });
    await seedDeadLetter(query.sql, { ...of, partition: 1, offset: 2, source: '/other' });
    await seedDeadLetter(query.sql, { headers: '[]', partition: 2, offset: 3, key: Buffer.from('one') });
    const found = async (filter: string) => (await list(`?${filter}`)).body.items.map(({ offset }) => offset);
    expect(await found('subject=one')).toEqual(['0@1', '1@2', '2@3']);
    expect(await found('source=/desk')).toEqual(['0@1']);
    expect(await found('partition=2')).toEqual(['2@3']);
    expect(await found('recordedSince=2024-01-01T00:00:00Z')).toEqual(['0@1']);
    expect(await found('recordedBefore=2024-01-01T00:00:00Z')).toEqual(['1@2', '2@3']);
    const first = await list('?subject=one&limit=1');
    expect((await list(`?subject=two&limit=1&cursor=${first.body.next ?? ''}`)).status).toBe(400);
  });

  it('are sent again once, unless it is asked for', async () => {
    const value = Buffer.from(JSON.stringify(event));
    await seedDeadLetter(query.sql, { partition: 0, offset: 3, headers: '[]', reason: 'apply-failed', value });
    const { body } = await redrive('0@3');
    expect((await redrive('0@3')).body.detail).toContain(body.redriven);
    const again = await fetch(`${query.url}/v1/ops/dead-letters/0@3/redrive?again=true`, { method: 'POST' });
    expect(((await again.json()) as DeadLetterView).redriven).not.toBe(body.redriven);
  });

  it('are sent as they should be, and keep their own bytes', async () => {
    const value = Buffer.from('{');
    await seedDeadLetter(query.sql, { partition: 0, offset: 903, headers: '[]', reason: 'undecodable', value });
    const wrong = await redrive('0@903', JSON.stringify({ ...event, time: 'last winter' }));
    expect([wrong.status, wrong.body]).toMatchObject([422, { errors: [{ pointer: '/time' }] }]);
    expect((await redrive('0@903', JSON.stringify(event), 'text/plain')).status).toBe(415);
    expect((await redrive('0@903', `"${'x'.repeat(600_000)}"`)).status).toBe(413);
    for (const forged of [{ principal: 'somebody' }, { recordedtime: event.time }]) {
      const refused = await redrive('0@903', JSON.stringify({ ...event, id: 'mended', ...forged }));
      expect([refused.status, refused.body]).toMatchObject([
        422,
        { errors: Object.keys(forged).map((name) => ({ pointer: `/${name}` })) },
      ]);
    }
    const twice = await redrive('0@903', JSON.stringify(event).replace('{', '{"id":"twice",'));
    expect([twice.status, twice.body]).toMatchObject([422, { errors: [{ pointer: '/id', message: 'comes twice' }] }]);
    const { status, body } = await redrive('0@903', JSON.stringify({ ...event, id: 'mended' }));
    expect([status, body.value]).toEqual([200, value.toString('base64')]);
    const found = await query.get(`/v1/events/${body.redriven ?? ''}`);
    expect(found.body).toMatchObject({ id: 'mended', status: 'pending' });
  });

  it('that reused an id may be sent under another one, and under none that is taken', async () => {
    await seedEvent(
      query.sql,
      'taken',
      'e1',
      { partition: 0, offset: 77 },
      JSON.stringify({ ...event, subject: 'taken' }),
    );
    const reused = { ...event, subject: 'taken', data: { title: 'Another' } };
    const value = Buffer.from(JSON.stringify(reused));
    await seedDeadLetter(query.sql, { partition: 0, offset: 3, headers: '[]', reason: 'id-reused', value });
    expect((await redrive('0@3', JSON.stringify(reused))).status).toBe(409);
    expect((await redrive('0@3', JSON.stringify({ ...reused, id: 'e2' }))).status).toBe(200);
  });

  it('are counted, judged and sent step by step, those that came meanwhile left out', async () => {
    const letter = (offset: number, reason: string, content: object) => {
      const value = Buffer.from(JSON.stringify(content));
      return seedDeadLetter(query.sql, { partition: 0, offset, headers: '[]', reason, value });
    };
    for (const offset of [1, 2, 3]) await letter(offset, 'apply-failed', { ...event, id: `m${offset}` });
    await letter(4, 'id-reused', event);
    await letter(5, 'invalid', { ...event, data: {}, colour: 1 });
    const dry = await step('dryRun=true');
    expect(dry).toMatchObject({
      dryRun: true,
      matching: { 'apply-failed': 3, 'id-reused': 1, invalid: 1 },
      next: null,
    });
    expect(dry.items.map(({ status }) => status)).toEqual(['sendable', 'sendable', 'sendable', 'refused', 'refused']);
    expect((await list('?redriven=true')).body.items).toEqual([]);
    const first = await step('limit=2');
    expect(first.items.map(({ offset, status }) => [offset, status])).toEqual([
      ['0@1', 'sent'],
      ['0@2', 'sent'],
    ]);
    await letter(9, 'apply-failed', { ...event, id: 'm9' });
    const second = await step(`limit=2&cursor=${first.next ?? ''}`);
    expect(second.items).toMatchObject([
      { status: 'sent' },
      { status: 'refused', problem: { type: '/problems/conflict' } },
    ]);
    const last = await step(`limit=2&cursor=${second.next ?? ''}`);
    expect(last).toMatchObject({
      items: [{ offset: '0@5', status: 'refused', problem: { type: '/problems/invalid-event' } }],
      next: null,
    });
    expect((await step('reason=apply-failed&dryRun=true')).items.map(({ offset }) => offset)).toEqual(['0@9']);
    expect((await step('reason=apply-failed&again=true&dryRun=true')).items).toHaveLength(4);
  });
});
