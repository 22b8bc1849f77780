import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startKafka, type EmbeddedKafka } from '#embedded';
import { anIngest, type RunningIngest } from './testing/an-ingest.js';
import { types } from './testing/answer.js';
import { described } from './testing/events.js';

let folder: string;
let kafka: EmbeddedKafka;
let ingest: RunningIngest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingest-spec-'));
  kafka = await startKafka({ dataDir: folder, port: 0 });
  ingest = await anIngest({ brokers: kafka.brokers, appendWithin: 2_000 });
});
afterAll(async () => {
  await ingest.stop();
  await kafka.stop();
  await rm(folder, { recursive: true });
});

describe('while Kafka is down', () => {
  const event = JSON.stringify(described('down'));
  beforeAll(() => kafka.stop());

  it('events are answered failed in time, and never recorded', async () => {
    const began = performance.now();
    const answers = await Promise.all([ingest.post(event, types.one), ingest.post(`[${event},{}]`, types.batch)]);
    expect(performance.now() - began).toBeLessThan(6_000);
    const failed = { id: 'down', status: 'failed', problem: { type: '/problems/unavailable' } };
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      expect(answer.results()[0]).toMatchObject(failed);
    }
    expect(answers[1].results()[1]).toMatchObject({ status: 'rejected' });
  });

  it('lines are counted as failed, and reading stops at 1,000 of them', async () => {
    const answer = await ingest.post(`${event}\n${event}\n`, types.lines);
    expect(answer.lines()).toMatchObject([
      { line: 1, status: 'failed' },
      { line: 2, status: 'failed' },
      { lines: 2, recorded: 0, rejected: 0, failed: 2, stoppedAt: null, offsets: [] },
    ]);
    const many = await ingest.post(`${event}\n`.repeat(100_000), types.lines);
    const summary = many.lines().at(-1);
    expect(summary).toMatchObject({ recorded: 0, stoppedAt: summary?.['lines'] });
    expect(summary?.['lines']).toBeLessThan(50_000);
  });

  it('what needs no Kafka is answered, and readiness tells the truth', async () => {
    expect((await ingest.post(event, types.one, '/v1/events/validate')).status).toBe(200);
    expect((await ingest.get('/health/live')).status).toBe(200);
    const ready = await ingest.get('/health/ready');
    expect([ready.status, ready.json()]).toMatchObject([503, { details: { kafka: { status: 'down' } } }]);
  });

  it('a start gives up with a reason', async () => {
    const port = await freePort();
    const starting = anIngest({ brokers: [`127.0.0.1:${port}`], kafkaWithin: 1_000 });
    await expect(starting).rejects.toThrow(`Kafka at 127.0.0.1:${port} did not answer within 1 s (KAFKA_BROKERS)`);
  });
});

describe('when Kafka is back', () => {
  it('events are recorded', async () => {
    kafka = await startKafka({ dataDir: folder, port: kafka.port });
    const answer = await ingest.post(JSON.stringify(described('back')), types.one);
    expect(answer.status).toBe(201);
    expect(JSON.parse(String((await ingest.logged(answer.results()[0]?.['offset']))?.value))).toMatchObject({
      id: 'back',
    });
  });
});
