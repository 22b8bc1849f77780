import { type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Consumer } from 'kafkajs';
import type { Topics } from '#contracts';
import { eventually, freshPrefix } from '../../../../test/support/index.js';
import { createAppender } from '../appender/appender.js';
import { fetchPartitionOffsets } from '../read/fetch-offsets.js';
import { type BatchHandler, consume } from '../testing/consume.js';
import { OffsetStore } from '../testing/offset-store.js';
import { freshTopics, testKafka } from '../testing/topics.js';
import { LogConsumer } from './log-consumer.js';
import type { LogConsumerOptions } from './log-consumer-options.js';

const PARTITIONS = 2;

@Module({ providers: [] })
class NoHandler {}

describe('the consumer of the log', () => {
  const kafka = testKafka();
  const apps: INestMicroservice[] = [];
  let topics: Topics;
  let groupId: string;
  let store: OffsetStore;

  beforeEach(async () => {
    topics = await freshTopics(kafka, PARTITIONS);
    groupId = `${freshPrefix()}projector`;
    store = new OffsetStore();
  });
  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));
  afterAll(() => kafka.close());

  const given = async (partition: number, ...values: readonly string[]): Promise<void> => {
    const appender = createAppender({ kafka, topic: topics.events, partitions: PARTITIONS });
    const records = values.map((value) => ({ key: 'k', value, partition }));
    await appender.append(records, { deadline: Date.now() + 20_000 });
    await appender.close();
  };
  const start = async (
    handle: BatchHandler = (batch) => store.apply(batch),
    options: Partial<LogConsumerOptions> = {},
  ): Promise<LogConsumer> => {
    const { consumer, app } = await consume(
      { kafka, groupId, topic: topics.events, onAssigned: store.starts, onDead: () => undefined, ...options },
      handle,
    );
    apps.push(app);
    return consumer;
  };
  const values = (): string[] => store.applied.map(({ value }) => value).sort();
  const appliedUpTo = (count: number) => eventually(() => store.applied.length >= count);

  it('hands every record over once, in order, and goes on from the stored offset after a restart', async () => {
    await given(0, 'a', 'b', 'c');
    await given(1, 'd');
    const first = await start();
    await appliedUpTo(4);
    await eventually(() => first.partitions().every(({ position }) => position !== null && position > 0n));
    await apps.pop()?.close();
    await given(0, 'e', 'f');
    await start();
    await appliedUpTo(6);
    expect(values()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(store.applied.filter(({ at }) => at.startsWith('0@')).map(({ value }) => value)).toEqual([
      'a',
      'b',
      'c',
      'e',
      'f',
    ]);
  });

  it("begins at the stored offset, wherever the group's committed one is", async () => {
    await given(0, 'a', 'b', 'c');
    await start();
    await appliedUpTo(3);
    await apps.pop()?.close();
    store = new OffsetStore();
    store.moveTo(0, 1n);
    const consumer = await start();
    await appliedUpTo(2);
    expect(values()).toEqual(['b', 'c']);
    expect(consumer.partitions()).toMatchObject([
      { partition: 0, position: 3n, stopped: null },
      { partition: 1, position: 0n },
    ]);
  });

  it('goes where the handler says when another instance has moved on', async () => {
    await given(0, 'a', 'b', 'c', 'd');
    const starts = store.starts;
    await start(undefined, {
      onAssigned: async (partitions) => {
        const found = await starts(partitions);
        store.moveTo(0, 3n);
        return found;
      },
    });
    await appliedUpTo(1);
    expect(store.applied).toEqual([{ at: '0@3', value: 'd' }]);
  });

  it('leaves a stopped partition alone and goes on with the others', async () => {
    await given(0, 'bad');
    await given(1, 'good');
    const reason = { category: 'foreign-log', reason: 'not the log we knew', offset: 0n } as const;
    const consumer = await start((batch) => (batch.partition === 0 ? { kind: 'stop', reason } : store.apply(batch)));
    await eventually(() => consumer.partitions()[0]?.stopped !== null);
    await given(0, 'more');
    await given(1, 'better');
    await appliedUpTo(2);
    expect(values()).toEqual(['better', 'good']);
    expect(consumer.partitions()).toMatchObject([
      { partition: 0, stopped: reason },
      { partition: 1, position: 2n, stopped: null },
    ]);
  });

  it('counts markers and aborted records of foreign transactions, alone and among others', async () => {
    const producer = kafka.native().producer({ transactionalId: groupId, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
      const under = await producer.transaction();
      await under.send({ topic: topics.events, messages: [{ key: 'k', value, partition: 0 }] });
      await under[end]();
    };
    await transaction('aborted first', 'abort');
    await start();
    await eventually(() => store.nextOf(0) === 2n);
    await given(0, 'a');
    await transaction('committed', 'commit');
    await transaction('aborted', 'abort');
    await transaction('aborted again', 'abort');
    await producer.disconnect();
    await eventually(async () => {
      const { high } = await fetchPartitionOffsets(kafka, topics.events, 0);
      return store.nextOf(0) === high && high === 9n;
    });
    expect(values()).toEqual(['a', 'committed']);
    store.batches.reduce((next, { firstOffset, lastOffset }) => {
      expect(firstOffset).toBe(next);
      return lastOffset + 1n;
    }, 0n);
  });

  it('gives a batch again when the handler fails, and keeps the order', async () => {
    await given(0, 'a', 'b');
    let failures = 0;
    await start((batch) => {
      if (batch.firstOffset === 0n && failures < 3) {
        failures += 1;
        throw new Error('the database is away');
      }
      return store.apply(batch);
    });
    await given(0, 'c');
    await appliedUpTo(3);
    expect(failures).toBe(3);
    expect(store.applied.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
  });

  it('reads nothing before it knows where to start', async () => {
    await given(0, 'a');
    let asked = 0;
    const seen: bigint[] = [];
    await start(
      (batch) => {
        seen.push(batch.firstOffset);
        return store.apply(batch);
      },
      {
        onAssigned: async (partitions) => {
          asked += 1;
          if (asked < 4) throw new Error('the database is away');
          store.moveTo(0, 1n);
          return store.starts(partitions);
        },
      },
    );
    await given(0, 'b');
    await appliedUpTo(1);
    expect(asked).toBe(4);
    expect(seen[0]).toBe(1n);
    expect(values()).toEqual(['b']);
  });

  it('fetches on while a batch is handled, and hands over at once what has come meanwhile', async () => {
    await given(0, 'a');
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const consumer = await start(async (batch) => {
      entered.resolve();
      await release.promise;
      return store.apply(batch);
    });
    await entered.promise;
    const native = consumer.unwrap<Consumer>();
    const { promise: fetched, resolve } = Promise.withResolvers<void>();
    native.on(native.events.END_BATCH_PROCESS, ({ payload }) => {
      if (payload.partition === 0 && payload.lastOffset === '3') resolve();
    });
    for (const value of ['b', 'c', 'd']) await given(0, value);
    await fetched;
    release.resolve();
    await appliedUpTo(4);
    expect(store.batches.map(({ firstOffset, lastOffset }) => [firstOffset, lastOffset])).toEqual([
      [0n, 0n],
      [1n, 3n],
    ]);
  });

  it('holds a limited amount, and reads on when that has been taken', async () => {
    const all = Array.from({ length: 60 }, (_, n) => `${n} ${'x'.repeat(300)}`);
    for (let n = 0; n < all.length; n += 3) await given(0, ...all.slice(n, n + 3));
    const sizes: number[] = [];
    await start(
      (batch) => {
        sizes.push(batch.records.length);
        return store.apply(batch);
      },
      { maxBytesPerPartition: 500 },
    );
    await appliedUpTo(60);
    expect(store.applied.map(({ value }) => value)).toEqual(all);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(9);
  });

  it('hands over the rest of a batch of which a part was stored', async () => {
    await given(0, 'a', 'b', 'c', 'd');
    const sizes: number[] = [];
    await start((batch) => {
      sizes.push(batch.records.length);
      const [first, ...others] = batch.records;
      if (first === undefined || others.length === 0) return store.apply(batch);
      return store.apply({ ...batch, records: [first], lastOffset: first.offset });
    });
    await appliedUpTo(4);
    expect(store.applied.map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd']);
    expect(sizes).toEqual([4, 3, 2, 1]);
  });

  it('gives markers again too when the handler fails', async () => {
    const producer = kafka.native().producer({ transactionalId: groupId, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: topics.events, messages: [{ key: 'k', value: 'aborted', partition: 0 }] });
    await transaction.abort();
    await producer.disconnect();
    let failed = false;
    await start((batch) => {
      if (failed) return store.apply(batch);
      failed = true;
      throw new Error('the database is away');
    });
    await eventually(() => store.nextOf(0) === 2n);
  });

  it.each([[['a']], [[]]])(
    'stops a partition whose stored offset lies outside the log, with %j in it',
    async (values) => {
      if (values.length > 0) await given(0, ...values);
      store.moveTo(0, 7n);
      const consumer = await start(undefined, { watchInterval: 60_000 });
      await eventually(() => consumer.partitions()[0]?.stopped !== null);
      expect(consumer.partitions()[0]?.stopped).toMatchObject({ category: 'foreign-log', offset: 7n });
      expect(consumer.partitions()[1]?.stopped).toBeNull();
    },
  );

  it.each([
    ['with more behind it', '2', 60_000],
    ['with nothing behind it', '3', 100],
  ])('notices that the log lost what it had still to read, %s', async (_what, offset, watchInterval) => {
    await given(0, 'a', 'b', 'c');
    let fail = true;
    const consumer = await start(
      (batch) => {
        if (fail) throw new Error('the database is away');
        return store.apply(batch);
      },
      { watchInterval },
    );
    const admin = kafka.native().admin();
    await admin.connect();
    await admin.fetchTopicOffsets(topics.events);
    await admin.deleteTopicRecords({ topic: topics.events, partitions: [{ partition: 0, offset }] });
    await admin.disconnect();
    fail = false;
    await eventually(() => consumer.partitions()[0]?.stopped !== null);
    expect(consumer.partitions()[0]?.stopped).toMatchObject({ category: 'foreign-log', offset: 0n });
    expect(values()).toEqual([]);
  });

  it('is dead when nothing moves although there is lag, and only then', async () => {
    await given(0, 'a');
    const deaths: Error[] = [];
    const options = { stallTimeout: 300, watchInterval: 50, onDead: (error: Error) => deaths.push(error) };
    let stuck = false;
    await start((batch) => {
      if (stuck) throw new Error('for ever');
      return store.apply(batch);
    }, options);
    await appliedUpTo(1);
    const quietSince = Date.now();
    await eventually(() => Date.now() - quietSince > 700);
    expect(deaths).toEqual([]);
    stuck = true;
    await given(0, 'b');
    await eventually(() => deaths.length > 0);
    expect(deaths[0]?.message).toContain('Partition 0');
  });

  it('is dead for a single partition that is stuck while others go on', async () => {
    const deaths: Error[] = [];
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    const consumer = await start(
      async (batch) => {
        if (batch.partition === 0) await released;
        return store.apply(batch);
      },
      { concurrency: 2, stallTimeout: 1_000, watchInterval: 50, onDead: (error) => deaths.push(error) },
    );
    await given(0, 'stuck');
    await eventually(async () => {
      await given(1, 'moves');
      return deaths.length > 0;
    });
    expect(deaths[0]?.message).toContain('Partition 0');
    expect(consumer.death).toBe(deaths[0]);
    expect(values()).toContain('moves');
    release(undefined);
  });

  it('gives what is away more time than what stands still, and says so', async () => {
    const deaths: Error[] = [];
    let away = true;
    const consumer = await start(
      (batch) => {
        if (away) throw new Error('no connection');
        return store.apply(batch);
      },
      {
        stallTimeout: 300,
        watchInterval: 50,
        isUnavailable: () => true,
        onDead: (error) => deaths.push(error),
      },
    );
    await given(0, 'a');
    await eventually(() => Date.now() - (consumer.partitions()[0]?.stillSince ?? Infinity) > 900);
    expect(consumer.partitions()[0]?.failure).toMatchObject({ message: 'no connection', unavailable: true });
    expect(deaths).toEqual([]);
    away = false;
    await appliedUpTo(1);
    expect(consumer.partitions()[0]).toMatchObject({ failure: null, stillSince: null });
  });

  it('shares partitions with another instance without applying anything twice', async () => {
    for (let n = 0; n < 20; n += 1) await given(n % 2, `first ${n}`);
    const one = await start(undefined, { maxBytesPerPartition: 200 });
    const other = await start(undefined, { maxBytesPerPartition: 200 });
    await eventually(() => one.partitions().length === 1 && other.partitions().length === 1, { timeout: 30_000 });
    for (let n = 0; n < 20; n += 1) await given(n % 2, `second ${n}`);
    await appliedUpTo(40);
    await apps.shift()?.close();
    await given(0, 'last 0');
    await given(1, 'last 1');
    await appliedUpTo(42);
    expect(store.applied).toHaveLength(42);
    expect(new Set(values()).size).toBe(42);
  });

  it('finishes the batch under way before it closes', async () => {
    await given(0, 'a');
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    await start(async (batch) => {
      entered.resolve();
      await release.promise;
      return store.apply(batch);
    });
    await entered.promise;
    const closed = apps.pop()?.close();
    release.resolve();
    await closed;
    expect(values()).toEqual(['a']);
  });

  it('does not listen without a handler', async () => {
    const strategy = new LogConsumer({ kafka, groupId, topic: topics.events, onAssigned: store.starts });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(NoHandler, { strategy, logger: false });
    await expect(app.listen()).rejects.toThrow(`No handler for ${topics.events}`);
    await app.close();
  });
});
