import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import { freshPrefix } from '../../../../test/support/index.js';
import { fetchOffsets } from '../read/fetch-offsets.js';
import { testKafka } from '../testing/topics.js';
import { ensureTopics } from './ensure-topics.js';
import { ping } from './ping.js';
import { TopicMismatch } from './topic-mismatch.js';

describe('topics at start', () => {
  const kafka = testKafka();
  const admin = kafka.native().admin();
  beforeAll(() => admin.connect());
  afterAll(async () => {
    await admin.disconnect();
    await kafka.close();
  });

  const configOf = async (topic: string): Promise<Record<string, string>> => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
    });
    return Object.fromEntries(
      resources.flatMap((each) => each.configEntries).map((each) => [each.configName, each.configValue]),
    );
  };

  it('are created by several services at once, as the contract says', async () => {
    const topics = topicNames(freshPrefix());
    const limits = await Promise.all([1, 2, 3, 4].map(() => ensureTopics(kafka, { topics, partitions: 3 })));
    expect(limits[0]).toEqual({ maxMessageBytes: 1_048_576 });
    expect(await fetchOffsets(kafka, topics.events)).toEqual(
      [0, 1, 2].map((partition) => ({ partition, low: 0n, stable: 0n, high: 0n })),
    );
    expect(await configOf(topics.events)).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
    });
    expect(await configOf(topics.changes)).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': '-1' });
    expect(await configOf(topics.incidents)).toMatchObject({
      'cleanup.policy': 'compact',
      'max.compaction.lag.ms': '86400000',
      'delete.retention.ms': '604800000',
    });
    expect(await configOf(topics.deadLetters)).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': '2592000000',
    });
  });

  it('are refused with another number of partitions', async () => {
    const topics = topicNames(freshPrefix());
    await ensureTopics(kafka, { topics, partitions: 2 });
    const refused = ensureTopics(kafka, { topics, partitions: 3 });
    await expect(refused).rejects.toBeInstanceOf(TopicMismatch);
    await expect(refused).rejects.toMatchObject({
      differences: expect.arrayContaining([`${topics.events} has 2 partitions, PARTITIONS is 3`]),
    });
  });

  it.each([
    ['finite retention', { name: 'retention.ms', value: '1000' }, 'retention.ms=1000, needed is retention.ms=-1'],
    ['a finite size', { name: 'retention.bytes', value: '1000' }, 'retention.bytes=1000, needed is retention.bytes=-1'],
    [
      'compaction',
      { name: 'cleanup.policy', value: 'compact' },
      'cleanup.policy=compact, needed is cleanup.policy=delete',
    ],
  ])('are refused where the log of record has %s', async (_what, changed, difference) => {
    const topics = topicNames(freshPrefix());
    const configEntries = [
      ...[
        { name: 'retention.ms', value: '-1' },
        { name: 'retention.bytes', value: '-1' },
      ].filter(({ name }) => name !== changed.name),
      changed,
    ];
    await admin.createTopics({ topics: [{ topic: topics.events, numPartitions: 1, configEntries }] });
    await expect(ensureTopics(kafka, { topics, partitions: 1 })).rejects.toMatchObject({
      differences: [`${topics.events} has ${difference}`],
    });
  });

  it('can be asked for at a broker that is there, and not at one that is not', async () => {
    await ping(kafka);
    const nowhere = testKafka({ brokers: ['127.0.0.1:1'] });
    const before = performance.now();
    await expect(ping(nowhere, 500)).rejects.toThrow();
    expect(performance.now() - before).toBeLessThan(2_000);
    await nowhere.close();
  });
});
