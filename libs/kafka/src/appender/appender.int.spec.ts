import { readPartition } from '../testing/read-partition.js';
import { freshTopics, testKafka } from '../testing/topics.js';
import { partitionOf } from '../partition-of.js';
import { createAppender } from './appender.js';
import { AppenderClosed, AppenderFull, AppendTimeout, RecordTooLarge } from './errors.js';

describe('the appender', () => {
  const kafka = testKafka();
  afterAll(() => kafka.close());
  const soon = () => ({ deadline: Date.now() + 20_000 });

  it('answers with where each record stands, in the order given', async () => {
    const { events: topic } = await freshTopics(kafka, 3);
    const appender = createAppender({ kafka, topic, partitions: 3 });
    const records = Array.from({ length: 200 }, (_, n) => ({
      key: `incident-${n % 7}`,
      value: `value ${n}`,
      headers: { n: String(n) },
    }));
    const results = (
      await Promise.all([appender.append(records.slice(0, 50), soon()), appender.append(records.slice(50), soon())])
    ).flat();
    await appender.close();
    const log = new Map(
      await Promise.all(
        [0, 1, 2].map(async (partition) => [partition, await readPartition(kafka, topic, partition)] as const),
      ),
    );
    expect(results.map(({ partition, offset }) => log.get(partition)?.[Number(offset)]?.value?.toString())).toEqual(
      records.map(({ value }) => value),
    );
    expect(results.map(({ partition }) => partition)).toEqual(records.map(({ key }) => partitionOf(key, 3)));
    expect([...log.values()].flat()).toHaveLength(200);
  });

  it('cuts what is larger than one call takes, and keeps its order', async () => {
    const { events: topic } = await freshTopics(kafka, 1);
    const appender = createAppender({ kafka, topic, partitions: 1 });
    const records = Array.from({ length: 40 }, (_, n) => ({ key: 'k', value: `${n} ${'x'.repeat(100_000)}` }));
    const results = await appender.append(records, soon());
    expect(results.map(({ offset }) => offset)).toEqual(records.map((_, n) => BigInt(n)));
    const log = await readPartition(kafka, topic, 0);
    expect(log.map(({ value }) => Number.parseInt(String(value), 10))).toEqual(records.map((_, n) => n));
    await appender.close();
  });

  it('puts a record where it is told to', async () => {
    const { events: topic } = await freshTopics(kafka, 3);
    const appender = createAppender({ kafka, topic, partitions: 3 });
    const [result] = await appender.append(
      [{ key: 'k', value: 'v', partition: (partitionOf('k', 3) + 1) % 3 }],
      soon(),
    );
    expect(result).toEqual({ partition: (partitionOf('k', 3) + 1) % 3, offset: 0n });
    await appender.close();
  });

  it('refuses a record larger than the topic takes, and sends nothing of its request', async () => {
    const { events: topic } = await freshTopics(kafka, 1);
    const appender = createAppender({ kafka, topic, partitions: 1, maxMessageBytes: 1_048_576 });
    const largest = await appender.append([{ key: 'k', value: 'x'.repeat(1_048_400) }], soon());
    expect(largest).toHaveLength(1);
    const refused = appender.append(
      [
        { key: 'k', value: 'small' },
        { key: 'k', value: 'x'.repeat(1_048_576) },
      ],
      soon(),
    );
    await expect(refused).rejects.toBeInstanceOf(RecordTooLarge);
    await expect(refused).rejects.toMatchObject({ index: 1 });
    expect(await readPartition(kafka, topic, 0)).toHaveLength(1);
    await appender.close();
  });

  it('says that the outcome is unknown when the deadline passes or the caller gives up', async () => {
    const nowhere = testKafka({ brokers: ['127.0.0.1:1'] });
    const appender = createAppender({ kafka: nowhere, topic: 't', partitions: 1 });
    const given = [{ key: 'k', value: 'v' }];
    const before = performance.now();
    await expect(appender.append(given, { deadline: Date.now() + 300 })).rejects.toBeInstanceOf(AppendTimeout);
    expect(performance.now() - before).toBeLessThan(1_500);
    const abort = new AbortController();
    const pending = appender.append(given, { signal: abort.signal });
    abort.abort();
    await expect(pending).rejects.toBeInstanceOf(AppendTimeout);
    await appender.close();
  });

  it('takes no more than there is room for, and says why nothing is taken', async () => {
    const nowhere = testKafka({ brokers: ['127.0.0.1:1'] });
    const appender = createAppender({
      kafka: nowhere,
      topic: 't',
      partitions: 1,
      maxWaitingBytes: 1_000,
      callTimeout: 100,
    });
    const first = appender.append([{ key: 'k', value: 'x'.repeat(2_000) }], { deadline: Date.now() + 500 });
    const second = appender.append([{ key: 'k', value: 'v' }], soon());
    await expect(second).rejects.toBeInstanceOf(AppenderFull);
    await expect(first).rejects.toBeInstanceOf(AppendTimeout);
    expect(appender.failure?.message).toContain('Connecting');
    await appender.close();
    expect(appender.failure).toBeNull();
  });

  it('drains when closed and then takes nothing more', async () => {
    const { events: topic } = await freshTopics(kafka, 2);
    const appender = createAppender({ kafka, topic, partitions: 2 });
    const pending = [1, 2, 3].map((n) => appender.append([{ key: `k${n}`, value: 'v' }], soon()));
    await appender.close();
    expect((await Promise.all(pending)).flat()).toHaveLength(3);
    await expect(appender.append([{ key: 'k', value: 'v' }], soon())).rejects.toBeInstanceOf(AppenderClosed);
  });
});
