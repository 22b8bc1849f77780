import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type EmbeddedKafka } from '#embedded';
import { eventually } from '../../../test/support/index.js';
import { anIngest, type RunningIngest } from './testing/an-ingest.js';
import { types, type Answer } from './testing/answer.js';
import { described } from './testing/events.js';

const WITHIN_MS = 6_000;
const ROOM_BYTES = 100_000;
let folder: string;
let kafka: EmbeddedKafka;
let ingest: RunningIngest;
const recorded: { id: string; offset: unknown }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingest-spec-'));
  kafka = await startKafka({ dataDir: folder, port: 0 });
  ingest = await anIngest({ brokers: kafka.brokers, appendWithin: WITHIN_MS, maxWaitingBytes: ROOM_BYTES });
});
afterAll(async () => {
  kafka.kill('SIGCONT');
  await ingest.stop();
  await kafka.stop();
  await rm(folder, { recursive: true });
});

async function post(id: string): Promise<Answer> {
  const answer = await ingest.post(JSON.stringify(described(id)), types.one);
  if (answer.status === 201) recorded.push({ id, offset: answer.results()[0]?.['offset'] });
  return answer;
}

async function counted(name: string): Promise<number> {
  return Number(new RegExp(`^${name}\\S* (\\d+)`, 'm').exec((await ingest.get('/metrics')).text)?.[1]);
}

describe('while Kafka is frozen', () => {
  it('events are answered 503 within the deadline, and what was answered 201 is in the log', async () => {
    await Promise.all(['a', 'b', 'c'].map(post));
    kafka.kill('SIGSTOP');
    const began = performance.now();
    const answers = await Promise.all(['d', 'e', 'f'].map(post));
    expect(performance.now() - began).toBeLessThan(WITHIN_MS + 1_500);
    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      answers.map(() => [503, '2']),
    );
    expect(answers[0]?.results()[0]).toMatchObject({ status: 'failed', problem: { type: '/problems/unavailable' } });
  }, 30_000);

  it('what would take too much memory is answered 503 at once, line by line too, and liveness holds', async () => {
    const waiting = post('waits');
    const event = described('large');
    const large = JSON.stringify({ ...event, data: { ...event.data, summary: 'x'.repeat(ROOM_BYTES) } });
    await eventually(async () => expect((await ingest.get('/health/ready')).status).toBe(503));
    const began = performance.now();
    const batch = await ingest.post(`[${large}]`, types.batch);
    const lines = await ingest.post(`${large}\n${large}\n`, types.lines);
    expect(performance.now() - began).toBeLessThan(WITHIN_MS / 2);
    expect([batch.status, batch.headers.get('retry-after')]).toEqual([503, '2']);
    expect(lines.lines()).toMatchObject([{ status: 'failed' }, { status: 'failed' }, { recorded: 0, failed: 2 }]);
    expect((await ingest.get('/health/live')).status).toBe(200);
    expect(await counted('ingest_append_waiting_bytes')).toBeGreaterThan(0);
    expect((await waiting).status).toBe(503);
  }, 30_000);

  it('goes on when it thaws', async () => {
    expect((await ingest.get('/health/ready')).status).toBe(503);
    kafka.kill('SIGCONT');
    await eventually(async () => expect((await post('g')).status).toBe(201), { timeout: 30_000 });
    await eventually(async () => expect((await ingest.get('/health/ready')).status).toBe(200));
    expect(await counted('ingest_append_waiting_bytes')).toBe(0);
    expect(await counted('ingest_append_retries_total')).toBeGreaterThan(0);
    expect(recorded.length).toBeGreaterThanOrEqual(4);
    for (const { id, offset } of recorded)
      expect(JSON.parse(String((await ingest.logged(offset))?.value))).toMatchObject({ id });
  }, 60_000);
});
