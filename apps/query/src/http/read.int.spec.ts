import type { IncidentView } from '#contracts';
import { eventually } from '../../../../test/support/index.js';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';
import { seedApplied, seedIncident } from '../testing/seed.js';

type Details = Readonly<Record<string, { readonly status: string }>>;
interface Health {
  readonly info: Details;
  readonly error: Details;
  readonly details: Details;
}

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
  await seedIncident(query.sql, 'a');
  await seedApplied(query.sql, 0, 5);
});
afterAll(() => query.end());

const after = (offsets: string, path = '/v1/incidents/a') => query.get(path, { 'disclosure-min-offset': offsets });

describe('a read with Disclosure-Min-Offset', () => {
  it('is answered at once where all is applied', async () => {
    const before = performance.now();
    expect((await after('0@4')).status).toBe(200);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('waits until all is applied', async () => {
    let answered = false;
    const answer = query.get<IncidentView>('/v1/incidents/a', { 'disclosure-min-offset': '0@6, 1@0' }).then((found) => {
      answered = true;
      return found;
    });
    await seedApplied(query.sql, 1, 1);
    // Another that waits from later on, and is not held up, shows that the first had its turns.
    await after('1@0');
    await seedApplied(query.sql, 0, 6);
    await after('0@5');
    expect(answered).toBe(false);
    await query.sql.query("UPDATE incident SET title = 'six' WHERE incident_id = 'a'");
    await seedApplied(query.sql, 0, 7);
    const { status, body } = await answer;
    expect([status, body.title]).toEqual([200, 'six']);
  });

  it('is 503 where that takes longer than five seconds', async () => {
    const before = performance.now();
    const { status, headers, body } = await after('2@0', '/v1/changes');
    const took = performance.now() - before;
    expect([status, body.type, headers.get('retry-after')]).toEqual([503, '/problems/offset-not-reached', '1']);
    expect(took).toBeGreaterThan(4_900);
    expect(took).toBeLessThan(7_000);
  });

  it.each(['nonsense', '0@', '3@0', '0@1;1@1', ''])('is refused where it is %j', async (header) => {
    const { status, body } = await after(header);
    expect([status, body.type]).toEqual([400, '/problems/invalid-request']);
    expect(body.detail).toContain('Disclosure-Min-Offset');
  });

  it('goes with every read', async () => {
    const paths = [
      '/v1/incidents',
      '/v1/incidents/a/facts',
      '/v1/incidents/a/statements',
      '/v1/incidents/a/log',
      '/v1/events/0@0',
    ];
    const more = ['/v1/ops/projection', '/v1/vocabulary', '/v1/policies', '/v1/changes'];
    const answers = await Promise.all([...paths, ...more].map((path) => after('x', path)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  });
});

describe('the service', () => {
  it('answers for its health and metrics', async () => {
    expect((await query.get('/health/live')).status).toBe(200);
    const ready = await query.get<Health>('/health/ready');
    expect([ready.status, Object.keys(ready.body.details)]).toEqual([200, ['kafka', 'postgres', 'schema']]);
    expect((await query.get('/metrics')).text).toContain('http_request_duration_seconds');
  });

  it('is not ready without its tables', async () => {
    const other = await runningQuery();
    await other.sql.query('TRUNCATE migrations');
    const { status, body } = await other.get<Health>('/health/ready');
    expect([status, body.error['schema']?.status]).toEqual([503, 'down']);
    await other.end();
  });

  it('outlives its connections to PostgreSQL', async () => {
    await query.sql.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'corrigenda-query'",
    );
    await eventually(async () => (await query.get('/v1/incidents/a')).status === 200);
  });

  it('is unavailable, not broken, without its database', async () => {
    const other = await runningQuery();
    await other.dropDatabase();
    for (const headers of [{}, { 'disclosure-min-offset': '0@0' }]) {
      const { status, headers: told, body } = await other.get('/v1/incidents/a', headers);
      expect([status, body.type, told.get('retry-after')]).toEqual([503, '/problems/unavailable', '1']);
    }
    const ready = await other.get<Health>('/health/ready');
    expect([ready.status, ready.body.error['postgres']?.status, ready.body.info['kafka']?.status]).toEqual([
      503,
      'down',
      'up',
    ]);
    expect((await other.get('/health/live')).status).toBe(200);
    await other.end();
  });

  it('answers what it has not with a problem', async () => {
    const { status, headers, body } = await query.get('/v1/nothing');
    expect([status, headers.get('content-type'), body.type]).toEqual([
      404,
      'application/problem+json',
      '/problems/not-found',
    ]);
  });
});
