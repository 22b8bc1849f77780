import type { Topics } from '#contracts';
import { Fenced, headerText, openPublisher, type KafkaClient, type PublishBatch, type Publisher } from '#kafka';
import { eventually, freshPrefix, kafkaBrokers } from '../support/index.js';
import { freshTopics, kafkaOver, readPartition } from './kafka-topics.js';
import { type Fault, type FaultProxy, type RequestName, startProxy } from './proxy.js';

const requests: readonly RequestName[] = [
  'Produce',
  'EndTxn',
  'AddPartitionsToTxn',
  'InitProducerId',
  'ListOffsets',
  'Fetch',
  'FindCoordinator',
];

/** Changes `from` to `to`, an incident's state and one dead letter. */
function batch(from: number, to: number): PublishBatch {
  const sequences = Array.from({ length: to - from + 1 }, (_, n) => String(from + n));
  return {
    changes: sequences.map((sequence) => ({ key: 'k', value: `change ${sequence}`, headers: { sequence } })),
    incidents: [{ key: 'k', value: `state after ${to}` }],
    deadLetters: [{ key: null, value: `original ${from}`, headers: { 'dlq-offset': String(from) } }],
  };
}

const FAULTS = 15;

describe('publishing over a network that fails', () => {
  const direct = kafkaOver();
  let proxy: FaultProxy;
  let proxied: KafkaClient;
  let topics: Topics;
  let transactionalId: string;

  beforeEach(async () => {
    const [broker = ''] = kafkaBrokers();
    proxy = await startProxy(broker);
    proxied = kafkaOver({ socketFactory: proxy.socketFactory, requestTimeout: 600 });
    topics = await freshTopics(direct, 1);
    transactionalId = `${freshPrefix()}notifier-0`;
  });
  afterEach(async () => {
    await proxy.close();
    await proxied.close();
  });
  afterAll(() => direct.close());

  const sequences = async (): Promise<number[]> =>
    (await readPartition(direct, topics.changes, 0)).map(({ headers }) => Number(headerText(headers, 'sequence')));
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, n) => n + 1);

  /** What the notifier does: after any error a new publisher, which says where to go on. */
  const publishUpTo = async (last: number): Promise<number> => {
    let opened = 0;
    for (;;) {
      const publisher = await eventually(
        () => openPublisher({ kafka: proxied, transactionalId, partition: 0, topics }),
        { timeout: 40_000 },
      );
      opened += 1;
      let next = Number(publisher.tail.sequence) + 1;
      try {
        for (; next <= last; next += 5) await publisher.publish(batch(next, Math.min(next + 4, last)));
        await publisher.close();
        return opened;
      } catch {
        continue;
      }
    }
  };

  it.each<Fault>(['drop', 'cut', 'late', 'mute'])(
    'leaves no gap and no repeat, whatever request meets a %s',
    async (fault) => {
      // Seeded, so that a failure comes again; without a period, which could hit every new publisher in the same place.
      let random = 42;
      let struck = 0;
      proxy.decide = (request) => {
        if (!requests.includes(request) || struck === FAULTS) return null;
        random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
        if (Math.floor(random / 2 ** 16) % 15 > 0) return null;
        struck += 1;
        return fault;
      };
      const opened = await publishUpTo(100);
      expect(await sequences()).toEqual(upTo(100));
      const dead = (await readPartition(direct, topics.deadLetters, 0)).map(({ headers }) =>
        Number(headerText(headers, 'dlq-offset')),
      );
      expect(new Set(dead).size).toBe(dead.length);
      expect(dead).toEqual([...dead].sort((a, b) => a - b));
      expect(struck).toBeGreaterThan(5);
      expect(opened).toBeGreaterThanOrEqual(1);
    },
  );

  it.each<RequestName>(['EndTxn', 'Produce'])(
    'refuses what a predecessor has under way: its %s arrives after the takeover',
    async (request) => {
      const zombie = await openPublisher({ kafka: proxied, transactionalId, partition: 0, topics });
      await zombie.publish(batch(1, 5));
      let held = false;
      proxy.decide = (each) => {
        if (each !== request || held) return null;
        held = true;
        return 'hold';
      };
      const outcome: Promise<unknown> = zombie.publish(batch(6, 10)).then(
        () => 'published',
        (error: unknown) => error,
      );
      await eventually(() => held);
      const successor: Publisher = await openPublisher({ kafka: direct, transactionalId, partition: 0, topics });
      expect(successor.tail.sequence).toBe(5n);
      await successor.publish(batch(6, 8));
      proxy.release();
      expect(await outcome).toBeInstanceOf(Fenced);
      await successor.publish(batch(9, 9));
      expect(await sequences()).toEqual(upTo(9));
      await successor.close();
    },
  );
});
