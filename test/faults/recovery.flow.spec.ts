import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/index.js';
import { freshFolders, OwnPipeline } from './own-pipeline.js';

const KAFKA_WITHIN_MS = 60_000;
const POSTGRES_WITHIN_MS = 15_000;
// `npm run faults:recovery` is away for longer than sessions, transactions and time-outs.
const isLong = process.env['FAULTS_LONG'] !== undefined;
const kafkaAway = isLong ? [45] : [];
const postgresAway = isLong ? [70] : [];

let own: OwnPipeline;
beforeAll(async () => {
  own = await OwnPipeline.start(await freshFolders());
  await own.recordedOne(30_000);
  await own.settled(30_000);
}, 120_000);
afterAll(() => own.end(), 60_000);

/** In milliseconds since the call. */
async function timed(parts: Readonly<Record<string, () => Promise<void>>>): Promise<Record<string, number>> {
  const began = performance.now();
  const entries = Object.entries(parts).map(async ([name, part]): Promise<[string, number]> => {
    await part();
    return [name, Math.round(performance.now() - began)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function print(what: string, ms: Readonly<Record<string, number>>): void {
  const figures = Object.entries(ms).map(([name, value]) => `${name} ${(value / 1_000).toFixed(1)} s`);
  process.stderr.write(`${what}: ${figures.join(', ')}\n`);
}

async function afterKafka(what: string): Promise<void> {
  const ms = await timed({
    ingest: () => own.recordedOne(KAFKA_WITHIN_MS),
    projector: async () => {
      await own.recordedOne(KAFKA_WITHIN_MS);
      await own.settled(KAFKA_WITHIN_MS);
    },
    notifier: async () => {
      await own.recordedOne(KAFKA_WITHIN_MS);
      await own.settled(KAFKA_WITHIN_MS);
      await own.published(KAFKA_WITHIN_MS);
    },
  });
  print(what, ms);
  expect(Math.max(...Object.values(ms))).toBeLessThan(KAFKA_WITHIN_MS);
  await Promise.all((['ingest', 'projector', 'notifier', 'query'] as const).map(isReady));
}

const isReady = (service: 'ingest' | 'projector' | 'notifier' | 'query') =>
  eventually(async () => expect(await own.ready(service)).toMatchObject({ status: 200 }), { timeout: 30_000 });

const isUnready = (service: 'projector' | 'notifier') =>
  eventually(async () => expect(await own.ready(service)).toMatchObject({ status: 503 }), { timeout: 30_000 });

describe('Kafka killed, and back', () => {
  it.each([3, ...kafkaAway])(
    'after %d s: everything works again by itself',
    async (seconds) => {
      own.kafka.kill('SIGKILL');
      await own.kafka.ended;
      expect((await own.send()).status).toBe(503);
      await Promise.all([isUnready('projector'), isUnready('notifier'), delay(seconds * 1_000)]);
      await own.startKafkaAgain();
      await afterKafka(`Kafka killed for ${seconds} s`);
    },
    240_000,
  );
});

for (const seconds of kafkaAway)
  describe('Kafka frozen, and thawed', () => {
    it(`after ${seconds} s: everything works again by itself`, async () => {
      own.kafka.kill('SIGSTOP');
      expect((await own.send()).status).toBe(503);
      await Promise.all([isUnready('projector'), isUnready('notifier'), delay(seconds * 1_000)]);
      own.kafka.kill('SIGCONT');
      await afterKafka(`Kafka frozen for ${seconds} s`);
    }, 240_000);
  });

describe('PostgreSQL stopped at once, and back', () => {
  it.each([3, ...postgresAway])(
    'after %d s: everything works again by itself',
    async (seconds) => {
      own.postgres.kill('SIGQUIT');
      await own.postgres.ended;
      expect((await own.send()).status).toBe(201);
      await Promise.all([isUnready('projector'), isUnready('notifier'), delay(seconds * 1_000)]);
      await own.startPostgresAgain();
      const ms = await timed({
        query: () => own.readable(POSTGRES_WITHIN_MS),
        projector: () => own.settled(POSTGRES_WITHIN_MS),
        notifier: async () => {
          await own.settled(POSTGRES_WITHIN_MS);
          await own.published(POSTGRES_WITHIN_MS);
        },
      });
      print(`PostgreSQL away for ${seconds} s`, ms);
      expect(Math.max(...Object.values(ms))).toBeLessThan(POSTGRES_WITHIN_MS);
      await Promise.all((['projector', 'notifier', 'query'] as const).map(isReady));
    },
    240_000,
  );
});
