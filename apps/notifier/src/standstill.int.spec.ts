import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import { createKafka, topicSettings } from '#kafka';
import { eventually, freshPrefix, kafkaBrokers } from '../../../test/support/index.js';
import { aNotifier, type RunningNotifier } from './testing/a-notifier.js';
import { allNoted, aStore, writeChangesOf, type Store } from './testing/a-store.js';
import { oneTo, readTopic, sequencesOf } from './testing/read-topic.js';

const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'test' });
const admin = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING }).admin();
let store: Store;
let prefix: string;
let running: RunningNotifier;

beforeAll(() => admin.connect());
beforeEach(async () => {
  prefix = freshPrefix();
  store = await aStore(1);
});
afterEach(async () => {
  await running.stop();
  await store.drop();
});
afterAll(async () => {
  await admin.disconnect();
  await kafka.close();
});

const start = async (): Promise<void> => {
  running = await aNotifier({ database: store.url, prefix, partitions: 1 });
};
const topics = () => topicNames(prefix);
const sequences = async () => sequencesOf(await readTopic(kafka, topics().changes), 0);
const say = (resume: string) => store.sql.query('UPDATE public.notified SET resume = $1', [resume]);

async function becomesUnready(reason: string): Promise<void> {
  await eventually(async () => {
    const { status, body } = await running.ready();
    expect({ status, body }).toEqual({ status: 503, body: expect.stringContaining(reason) });
  });
}

async function emptiedTopic(): Promise<void> {
  await start();
  await writeChangesOf(store, 0, { id: 'first' }, { count: 5 });
  await eventually(() => allNoted(store.sql));
  await running.stop();
  await admin.deleteTopics({ topics: [topics().changes] });
  await eventually(async () => !(await admin.listTopics()).includes(topics().changes));
  await writeChangesOf(store, 0, { id: 'second' }, { count: 3 });
  await start();
}

describe('a partition whose topic was made anew', () => {
  it('stands still and says so, until an operator says continue', async () => {
    await emptiedTopic();
    await becomesUnready('records are gone there');
    expect(await running.metrics()).toContain('notifier_partition_stopped{partition="0",service="notifier"} 1');
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
    expect(await sequences()).toEqual([]);
    await say('continue');
    await eventually(async () => expect(await sequences()).toEqual([6, 7, 8]));
    await eventually(async () => expect((await running.ready()).status).toBe(200));
    const [note] = await store.sql.query('SELECT sequence, resume FROM public.notified');
    expect(note).toEqual({ sequence: '8', resume: null });
  });

  it('has everything once more, once an operator says resend', async () => {
    await emptiedTopic();
    await becomesUnready('records are gone there');
    await say('resend');
    await eventually(async () => expect(await sequences()).toEqual(oneTo(8)));
    await eventually(async () => expect((await running.ready()).status).toBe(200));
  });
});

describe('a commit that a broker answered and did not keep', () => {
  const undo = async (topic: string, messages: readonly kafkajs.Message[]): Promise<void> => {
    const producer = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING }).producer({
      transactionalId: `${prefix}notifier-0`,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: messages.map((message) => ({ ...message, partition: 0 })) });
    await transaction.abort();
    await producer.disconnect();
  };

  it('is made up for by sending again what stands there undone', async () => {
    await start();
    await writeChangesOf(store, 0, { id: 'first' }, { count: 5 });
    await eventually(() => allNoted(store.sql));
    await running.stop();
    await writeChangesOf(store, 0, { id: 'second' }, { count: 3 });
    const lost = [6, 7, 8].map((n) => ({ key: 'lost', value: '{}', headers: { sequence: String(n) } }));
    await undo(topics().changes, lost);
    await undo(topics().changes, [{ key: 'void', value: 'void', headers: { void: '1' } }]);
    await store.sql.query('UPDATE public.notified SET sequence = 8');
    await start();
    await eventually(async () => expect(await sequences()).toEqual(oneTo(8)));
    await eventually(async () => expect((await running.ready()).status).toBe(200));
    const [note] = await store.sql.query('SELECT sequence FROM public.notified');
    expect(note).toEqual({ sequence: '8' });
  });
});

describe('a topic that is replaced under a running notifier', () => {
  const madeAnew = async (...replaced: readonly string[]): Promise<void> => {
    await admin.deleteTopics({ topics: [...replaced] });
    await eventually(async () => !(await admin.listTopics()).some((name) => replaced.includes(name)));
    const wanted = replaced.map((topic) => ({ topic, numPartitions: 1 }));
    await eventually(() => admin.createTopics({ topics: wanted, waitForLeaders: true }));
  };
  beforeEach(async () => {
    await start();
    await writeChangesOf(store, 0, { id: 'first' }, { count: 5 });
    await eventually(() => allNoted(store.sql));
  });

  it('by an empty one gets nothing, until an operator says how to go on', async () => {
    await madeAnew(topics().changes);
    await writeChangesOf(store, 0, { id: 'second' }, { count: 3 });
    await becomesUnready('records are gone there');
    expect(await sequences()).toEqual([]);
    await say('resend');
    await eventually(async () => expect(await sequences()).toEqual(oneTo(8)));
  });

  it('by one with other changes gets nothing, whatever it ends with', async () => {
    await madeAnew(topics().changes);
    const producer = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING }).producer();
    await producer.connect();
    const others = oneTo(7).map((n) => ({
      key: 'other',
      value: '{}',
      headers: { sequence: String(n), ce_id: `o${n}` },
    }));
    await producer.send({ topic: topics().changes, messages: others });
    await producer.disconnect();
    await writeChangesOf(store, 0, { id: 'second' }, { count: 3 });
    await becomesUnready('change 7 of the topic is not change 7 of the database');
    expect(await sequences()).toEqual(oneTo(7));
  });

  it('cut off at its head has nothing wrong with it', async () => {
    await admin.fetchTopicOffsets(topics().changes);
    await admin.deleteTopicRecords({ topic: topics().changes, partitions: [{ partition: 0, offset: '3' }] });
    await writeChangesOf(store, 0, { id: 'second' }, { count: 3 });
    await eventually(async () => expect((await sequences()).at(-1)).toBe(8));
    expect((await running.ready()).status).toBe(200);
  });

  it('of incident states lacks them, and says so', async () => {
    await madeAnew(topics().incidents);
    await writeChangesOf(store, 0, { id: 'second' }, { count: 1 });
    await becomesUnready('the topic of incident states was made anew');
    expect(await sequences()).toEqual(oneTo(5));
  });
});

describe('a partition whose database', () => {
  it('is another than the topic comes from stands still', async () => {
    await start();
    await writeChangesOf(store, 0, { id: 'first' }, { count: 5 });
    await eventually(() => allNoted(store.sql));
    await running.stop();
    await store.drop();
    store = await aStore(1);
    await writeChangesOf(store, 0, { id: 'other' }, { count: 9 });
    await start();
    await becomesUnready('this database has published nothing');
    expect(await sequences()).toEqual(oneTo(5));
  });

  it('has lost changes stands still', async () => {
    await start();
    await writeChangesOf(store, 0, { id: 'first' }, { count: 5 });
    await eventually(() => allNoted(store.sql));
    await running.stop();
    await store.sql.query('DELETE FROM public.change WHERE sequence > 3');
    await store.sql.query('UPDATE public.change_head SET sequence = 3');
    await start();
    await becomesUnready('changes have been lost there');
  });

  it('has a gap stands still before it', async () => {
    await writeChangesOf(store, 0, { id: 'first' }, { count: 5 });
    await store.sql.query('DELETE FROM public.change WHERE sequence = 3');
    await start();
    await becomesUnready('change 3 of partition 0 is missing');
    expect(await sequences()).toEqual([]);
  });
});

describe('a change that its topic does not take', () => {
  it('stops the partition instead of being left out, and is sent once the topic takes it', async () => {
    const small = { ...topicSettings.changes, 'max.message.bytes': '2000' };
    const configEntries = Object.entries(small).map(([name, value]) => ({ name, value }));
    await admin.createTopics({
      topics: [{ topic: topics().changes, numPartitions: 1, configEntries }],
      waitForLeaders: true,
    });
    await writeChangesOf(store, 0, { id: 'fits' });
    await start();
    await eventually(() => allNoted(store.sql));
    await writeChangesOf(store, 0, { id: 'large' }, { padding: 4_000 });
    await writeChangesOf(store, 0, { id: 'fits' });
    await becomesUnready('raise max.message.bytes');
    expect(await sequences()).toEqual([1]);
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name: topics().changes,
          configEntries: [{ name: 'max.message.bytes', value: '8000' }],
        },
      ],
    });
    await say('continue');
    await eventually(async () => expect(await sequences()).toEqual(oneTo(3)), { timeout: 40_000 });
    await eventually(async () => expect((await running.ready()).status).toBe(200));
  });
});
