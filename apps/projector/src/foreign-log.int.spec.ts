import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import { createKafka, ensureTopics } from '#kafka';
import { eventually, kafkaBrokers } from '../../../test/support/index.js';
import { runningProjector, type RunningProjector } from './testing/running-projector.js';

const [line = ''] = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8').split('\n');
const admin = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING }).admin();
const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'spec' });
let running: RunningProjector;

beforeAll(() => admin.connect());
beforeEach(async () => {
  running = await runningProjector(2, { watchInterval: 250 });
});
afterEach(() => running.end());
afterAll(async () => {
  await admin.disconnect();
  await kafka.close();
});

const given = (partition: number, ...ids: readonly string[]) =>
  running.append(
    ids.map((id) => ({
      key: id,
      partition,
      value: JSON.stringify({ ...(JSON.parse(line) as object), subject: `incident-${partition}`, id }),
    })),
  );
const applied = async (): Promise<string[]> =>
  (await running.sql.query<{ id: string }>('SELECT id FROM event ORDER BY id')).map(({ id }) => id);

/** What is noticed first, an empty log or another record, is chance. */
async function standsStill(partition: number, reason = 'log'): Promise<void> {
  await eventually(async () => {
    const { status, body } = await running.ready();
    expect({ status, body }).toEqual({ status: 503, body: expect.stringMatching(reason) });
    expect(body).toContain(`partition ${partition} stands still (foreign-log)`);
  });
  const stopped = await running.sql.query<{ partition: number; category: string }>(
    `SELECT partition, stopped->>'category' AS category FROM projection_offset WHERE stopped IS NOT NULL`,
  );
  expect(stopped).toEqual([{ partition, category: 'foreign-log' }]);
}

async function madeAnew(records: Readonly<Record<number, readonly string[]>>): Promise<void> {
  await admin.deleteTopics({ topics: [running.topic] });
  await eventually(async () => !(await admin.listTopics()).includes(running.topic));
  const topics = topicNames(running.topic.slice(0, -topicNames('').events.length));
  await eventually(() => ensureTopics(kafka, { topics, partitions: 2 }).then(() => true));
  for (const [partition, ids] of Object.entries(records)) await given(Number(partition), ...ids);
}

describe('a log that is not the one we knew', () => {
  it('made anew under a running projector, and longer: stops, and nothing of it is applied', async () => {
    await given(0, 'a', 'b');
    await running.caughtUp();
    await madeAnew({ 0: ['x1', 'x2', 'x3', 'x4'], 1: ['y1'] });
    await standsStill(0);
    await eventually(async () => expect(await applied()).toEqual(['a', 'b', 'y1']));
    await running.restart();
    await standsStill(0, 'is another one');
    expect(await applied()).toEqual(['a', 'b', 'y1']);
  });

  it('made anew under a running projector, and exactly as long: is noticed although nothing comes', async () => {
    await given(0, 'a', 'b');
    await running.caughtUp();
    await madeAnew({ 0: ['x1', 'x2'] });
    await standsStill(0);
    expect(await applied()).toEqual(['a', 'b']);
  });

  it('made anew under a running projector, and shorter', async () => {
    await given(0, 'a', 'b');
    await running.caughtUp();
    await madeAnew({ 0: ['x1'] });
    await standsStill(0);
    expect(await applied()).toEqual(['a', 'b']);
  });

  it('cut off at its head up to where we stand: stops, and other partitions go on', async () => {
    await given(0, 'a', 'b', 'c');
    await running.caughtUp();
    await admin.fetchTopicOffsets(running.topic);
    await admin.deleteTopicRecords({ topic: running.topic, partitions: [{ partition: 0, offset: '3' }] });
    await standsStill(0, 'is gone');
    await given(1, 'd');
    await eventually(async () => expect(await applied()).toEqual(['a', 'b', 'c', 'd']));
  });
});
