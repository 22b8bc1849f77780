import { setTimeout as delay } from 'node:timers/promises';
import { topicNames, type DisclosureEvent } from '#contracts';
import { defaultPolicy, defaultVocabulary } from '#domain';
import { createKafka, Fenced, openPublisher } from '#kafka';
import { CHANGES_CHANNEL, readIncidents, writeDeadLetters } from '#persistence';
import { eventually, freshPrefix, kafkaBrokers } from '../../../test/support/index.js';
import { aNotifier, type RunningNotifier } from './testing/a-notifier.js';
import { allNoted, aStore, writeChangesOf, writeFact, type Store } from './testing/a-store.js';
import { oneTo, readTopic, sequencesOf } from './testing/read-topic.js';

const prefix = freshPrefix();
const topics = topicNames(prefix);
const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'test' });
let store: Store;
let running: RunningNotifier;

beforeAll(async () => {
  store = await aStore();
  await writeChangesOf(store, 0, { id: 'before-it-started' }, { count: 1_200 });
  running = await aNotifier({ database: store.url, prefix });
});
afterAll(async () => {
  await running.stop();
  await store.drop();
  await kafka.close();
});

const published = (): Promise<boolean> => eventually(() => allNoted(store.sql), { every: 10 });

describe('the notifier', () => {
  it('publishes every change once, in order, from 1 in each partition', async () => {
    for (let n = 0; n < 20; n += 1) {
      await writeChangesOf(store, n % 2, { id: `incident-${n % 4}` }, { count: 1 + n * 7 });
      if (n % 3 === 0) await published();
    }
    await published();
    const records = await readTopic(kafka, topics.changes);
    for (const partition of [0, 1]) {
      const [head] = await store.sql.query<{ sequence: string }>(
        'SELECT sequence FROM public.change_head WHERE partition = $1',
        [partition],
      );
      expect(sequencesOf(records, partition)).toEqual(oneTo(Number(head?.sequence)));
    }
  });

  it('sends the event to the letter, and its context as headers', async () => {
    await published();
    const rows = await store.sql.query<{ event: string; partition: number; sequence: string; incident_id: string }>(
      'SELECT event::text AS event, partition, sequence, incident_id FROM public.change ORDER BY partition, change.sequence',
    );
    const records = await readTopic(kafka, topics.changes);
    expect(records.map(({ key, value }) => [key, value])).toEqual(rows.map((row) => [row.incident_id, row.event]));
    const event = JSON.parse(rows[0]?.event ?? '') as DisclosureEvent;
    expect(records[0]?.headers).toEqual({
      'content-type': 'application/cloudevents+json',
      ce_id: event.id,
      ce_source: '/changes',
      ce_type: 'disclosure.fact.asserted.v1',
      ce_subject: 'before-it-started',
      kind: 'fact.asserted',
      fact: 'timeline.began',
      offset: '0@1',
      sequence: '1',
    });
  });

  it('leaves each incident in the compacted topic as it is now', async () => {
    await writeFact(store.sql, 'incident-1', 25);
    await writeChangesOf(store, 1, { id: 'incident-1', title: 'Of many speakers' });
    await published();
    const last = new Map((await readTopic(kafka, topics.incidents)).map((record) => [record.key, record]));
    const options = { positions: 20, quotes: false, policy: defaultPolicy, vocabulary: defaultVocabulary };
    const incidents = await readIncidents(store.sql, [...last.keys()].map(String), options);
    expect(incidents).toHaveLength(5);
    for (const incident of incidents) {
      const event = JSON.parse(last.get(incident.id)?.value ?? '') as unknown;
      expect(event).toEqual({
        specversion: '1.0',
        id: `${incident.id}@${incident.version}`,
        source: '/incidents',
        type: 'disclosure.incident.state.v1',
        subject: incident.id,
        time: incident.recordedAt,
        datacontenttype: 'application/json',
        data: incident,
      });
    }
    const many = incidents.find(({ id }) => id === 'incident-1')?.facts[0];
    expect(many).toMatchObject({ positionCount: 25 });
    expect(many?.positions).toHaveLength(20);
    expect(JSON.stringify(last.get('incident-1')?.value)).not.toContain('a quote');
  });

  it('takes an incident that is merged away out of it, and puts it back', async () => {
    const stateOf = async (id: string): Promise<string | null | undefined> =>
      (await readTopic(kafka, topics.incidents)).findLast(({ key }) => key === id)?.value;
    await writeChangesOf(store, 0, { id: 'absorbed', mergedInto: 'incident-0' });
    await published();
    expect(await stateOf('absorbed')).toBeNull();
    await writeChangesOf(store, 0, { id: 'absorbed' });
    await published();
    expect(await stateOf('absorbed')).toContain('absorbed@2');
  });

  it('sends dead letters once, in order, with their bytes', async () => {
    const letter = (offset: bigint) => ({
      at: { partition: 1, offset },
      reason: 'undecodable' as const,
      detail: `detail ${offset}`,
      event: null,
      key: offset === 3n ? null : Buffer.from([0xff, Number(offset)]),
      value: offset === 5n ? null : Buffer.from([0x00, 0xfe, Number(offset)]),
      headers: {
        trace: [Buffer.from([0xfd])],
        twice: [Buffer.from('a'), Buffer.from('b')],
        'dlq-offset': [Buffer.from('old')],
      },
      recorded: '2026-01-01T00:00:00.000000Z',
    });
    await writeDeadLetters(store.sql, [3n, 5n].map(letter));
    await eventually(async () => (await readTopic(kafka, topics.deadLetters)).length === 2);
    await writeDeadLetters(store.sql, [8n, 13n].map(letter));
    await eventually(async () => (await readTopic(kafka, topics.deadLetters)).length === 4);
    const records = await readTopic(kafka, topics.deadLetters);
    expect(records.map(({ partition, headers }) => [partition, headers['dlq-offset']])).toEqual([
      [1, '3'],
      [1, '5'],
      [1, '8'],
      [1, '13'],
    ]);
    expect(records.map(({ raw }) => raw.key)).toEqual([null, ...[5, 8, 13].map((n) => Buffer.from([0xff, n]))]);
    expect(records.map(({ raw }) => raw.value)).toEqual([
      Buffer.from([0, 0xfe, 3]),
      null,
      ...[8, 13].map((n) => Buffer.from([0, 0xfe, n])),
    ]);
    expect(records[0]?.raw.headers).toEqual({
      trace: Buffer.from([0xfd]),
      twice: [Buffer.from('a'), Buffer.from('b')],
      'dlq-reason': Buffer.from('undecodable'),
      'dlq-detail': Buffer.from('detail 3'),
      'dlq-topic': Buffer.from(topics.events),
      'dlq-partition': Buffer.from('1'),
      'dlq-offset': Buffer.from('3'),
    });
  });

  it('is woken by the channel, and soon there without it', async () => {
    const times: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await delay(20 + n * 7);
      const began = performance.now();
      await writeChangesOf(store, 0, { id: 'woken' });
      if (n % 2 === 0) await store.sql.query(`NOTIFY ${CHANGES_CHANNEL}`);
      await eventually(() => allNoted(store.sql), { every: 2 });
      times.push(performance.now() - began);
    }
    expect(Math.max(...times)).toBeLessThan(2_000);
  });

  it('sends changes that are larger than a Produce', async () => {
    await writeChangesOf(store, 0, { id: 'large' }, { count: 3, padding: 1_500_000 });
    await published();
    const records = (await readTopic(kafka, topics.changes)).filter(({ key }) => key === 'large');
    expect(records.map(({ value }) => (value?.length ?? 0) > 1_500_000)).toEqual([true, true, true]);
  });

  it('gives a partition up when it is fenced, and goes on when it has it again', async () => {
    const other = await openPublisher({ kafka, transactionalId: `${prefix}notifier-1`, partition: 1, topics });
    await writeChangesOf(store, 1, { id: 'incident-3' }, { count: 10 });
    await published();
    expect(await running.metrics()).toContain('notifier_errors_total{stage="publishing",service="notifier"} 1');
    await expect(
      other.publish({ changes: [], incidents: [{ key: 'late', value: 'late' }], deadLetters: [] }),
    ).rejects.toThrow(Fenced);
    const [head] = await store.sql.query<{ sequence: string }>(
      'SELECT sequence FROM public.change_head WHERE partition = 1',
    );
    expect(sequencesOf(await readTopic(kafka, topics.changes), 1)).toEqual(oneTo(Number(head?.sequence)));
  });

  it('says how it is', async () => {
    expect(await running.ready()).toMatchObject({ status: 200, body: expect.stringContaining('"publishing":[0,1]') });
    const [head] = await store.sql.query<{ sequence: string }>(
      'SELECT sequence FROM public.change_head WHERE partition = 0',
    );
    const metrics = await running.metrics();
    expect(metrics).toContain(`notifier_changes_published_total{partition="0",service="notifier"} ${head?.sequence}`);
    expect(metrics).toContain(`notifier_sequence{partition="0",service="notifier"} ${head?.sequence}`);
    expect(metrics).toContain('notifier_lag_changes{partition="0",service="notifier"} 0');
    expect(metrics).toContain('notifier_dead_letters_published_total{partition="1",service="notifier"} 4');
    expect(metrics).toContain('notifier_takeovers_total{partition="0",service="notifier"} 1');
    expect(metrics).toMatch(/notifier_transaction_duration_seconds_count\S* \d+/);
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
  });
});
