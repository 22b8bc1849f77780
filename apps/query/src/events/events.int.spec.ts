import { EventView, ProjectionView } from '#contracts';
import { violations } from '../testing/conforms.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedApplied, seedChange, seedDeadLetter, seedEvent } from '../testing/seed.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
  const { sql } = query;
  const named = (id: string) => JSON.stringify({ subject: 'a', source: '/desk', id });
  const records = [named('e1'), named('e1'), 'no event', named('e9'), '\uFFFD', named('e3'), 'unreadable'];
  await query.appender.append(
    records.map((value) => ({ key: 'a', value, partition: 1 })),
    { deadline: Date.now() + 20_000 },
  );
  // 0 applied, 1 a copy of it, 2 and 3 dead, 4 applied past but nowhere, 5 and 6 to come.
  await seedApplied(sql, 1, 5);
  await seedEvent(sql, 'a', 'e1', { partition: 1, offset: 0 });
  await seedChange(sql, 2, { cause_partition: 1, cause_offset: 0 });
  await seedChange(sql, 2, { cause_partition: 1, cause_offset: 7 });
  await seedDeadLetter(sql, { partition: 1, offset: 2, reason: 'undecodable', detail: 'is not JSON' });
  await seedDeadLetter(sql, { partition: 1, offset: 3, subject: 'a', source: '/desk', id: 'e9' });
});
afterAll(() => query.end());

const applied = {
  subject: 'a',
  source: '/desk',
  id: 'e1',
  offset: '1@0',
  status: 'applied',
  reason: null,
  changes: [{ partition: 2, sequence: 1, change: { id: '2-1' } }],
};
const dead = {
  subject: 'a',
  source: '/desk',
  id: 'e9',
  offset: '1@3',
  status: 'dead',
  reason: { code: 'invalid', detail: '/data is missing' },
  changes: [],
};
const nobody = { subject: null, source: null, id: null };

describe('what became of an event', () => {
  it('is told by its key', async () => {
    expect((await query.get('/v1/events?subject=a&source=/desk&id=e1')).body).toEqual(applied);
    expect((await query.get('/v1/events?subject=a&source=%2Fdesk&id=e9')).body).toEqual(dead);
  });

  it.each([
    ['1@0', applied],
    ['1@1', { ...applied, offset: '1@1', status: 'duplicate', changes: [] }],
    [
      '1@2',
      { ...nobody, offset: '1@2', status: 'dead', reason: { code: 'undecodable', detail: 'is not JSON' }, changes: [] },
    ],
    ['1@3', dead],
    ['1@5', { ...applied, id: 'e3', offset: '1@5', status: 'pending', changes: [] }],
    ['1@6', { ...nobody, offset: '1@6', status: 'pending', reason: null, changes: [] }],
  ])('is told by its offset: %s', async (offset, expected) => {
    const { status, body } = await query.get(`/v1/events/${offset}`);
    expect([status, body]).toEqual([200, expected]);
    expect(violations(EventView, body)).toEqual([]);
  });

  it.each([
    '/v1/events?subject=a&source=/desk&id=e3',
    '/v1/events/1@4',
    '/v1/events/1@7',
    '/v1/events/0@0',
    '/v1/events/3@0',
    '/v1/events/x',
    '/v1/events/1@-1',
  ])('is 404 where there is none: %s', async (path) => {
    const { status, body } = await query.get(path);
    expect([status, body.type]).toEqual([404, '/problems/not-found']);
  });

  it.each([
    ['subject', 'source=/desk&id=e1'],
    ['source', 'subject=a&id=e1'],
    ['id', 'subject=a&source=/desk&id='],
    ['key', 'subject=a&source=/desk&id=e1&key=a'],
  ])('is refused by name: %s', async (parameter, raw) => {
    const { status, body } = await query.get(`/v1/events?${raw}`);
    expect([status, body.type, body.errors[0]?.parameter]).toEqual([400, '/problems/invalid-query', parameter]);
  });
});

describe('the projection', () => {
  it('is told by partition', async () => {
    await seedDeadLetter(query.sql, { partition: 2, offset: 0, reason: 'apply-failed' });
    await seedDeadLetter(query.sql, { partition: 2, offset: 1, reason: 'apply-failed', redriven: '2@5' });
    const stopped = { category: 'foreign-log', reason: 'another log', offset: '2@0' };
    await query.sql.query('INSERT INTO projection_offset (partition, next, stopped) VALUES (2, 0, $1)', [
      JSON.stringify(stopped),
    ]);
    const { body } = await query.get('/v1/ops/projection');
    expect(violations(ProjectionView, body)).toEqual([]);
    expect(body).toEqual({
      generation: 'g1',
      partitions: [
        { partition: 0, applied: null, end: 0, lag: 0, lastAppliedAt: null, parked: 0, stopped: null },
        {
          partition: 1,
          applied: 4,
          end: 7,
          lag: 2,
          lastAppliedAt: '2021-11-26T13:00:00.000000Z',
          parked: 0,
          stopped: null,
        },
        { partition: 2, applied: null, end: 0, lag: 0, lastAppliedAt: null, parked: 1, stopped },
      ],
    });
  });
});
