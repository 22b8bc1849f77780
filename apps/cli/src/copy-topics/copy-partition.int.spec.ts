import {
  createKafka,
  createLike,
  ensureTopics,
  fetchPartitionOffsets,
  TopicWriter,
  type KafkaClient,
  type LogRecord,
} from '#kafka';
import { topicNames } from '#contracts';
import { freshPrefix, kafkaBrokers } from '../../../../test/support/index.js';
import { copyPartition } from './copy-partition.js';
import { Refused } from './refused.js';

function record(n: number): LogRecord {
  const headers = { a: Buffer.from(`${n}`), twice: [Buffer.from('one'), Buffer.from('two')] };
  const value = n % 7 === 0 ? null : Buffer.from(`value ${n}`);
  return { offset: BigInt(n), key: Buffer.from([n % 256, 0xff]), value, headers, timestamp: 1_600_000_000_000 - n };
}

async function* recordsTo(end: number): AsyncGenerator<LogRecord> {
  for (let n = 0; n < end; n += 1) yield await Promise.resolve(record(n));
}

describe('the copy of a partition', () => {
  let kafka: KafkaClient;
  let writer: TopicWriter;
  let topic: string;
  beforeEach(async () => {
    kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'test' });
    const [from, to] = [topicNames(freshPrefix()), topicNames(freshPrefix())];
    await ensureTopics(kafka, { topics: from, partitions: 2 });
    await createLike(kafka, [{ from: from.events, to: to.events }]);
    topic = to.events;
    writer = await TopicWriter.open(kafka);
  });
  afterEach(async () => {
    await writer.close();
    await kafka.close();
  });
  const copy = (end: number, given: TopicWriter | null = writer, check = () => undefined) =>
    copyPartition(recordsTo(end), { kafka, topic, partition: 1, writer: given, check });

  it('goes on behind what is there, and finds it to be the same', async () => {
    await copy(1_234);
    await copy(5_000);
    expect(await copy(5_000, null)).toBe(5_000n);
    expect((await fetchPartitionOffsets(kafka, topic, 1)).high).toBe(5_000n);
  });

  it('is refused where there is more, less, or something else', async () => {
    await copy(20);
    await expect(copy(19, null)).rejects.toThrow(Refused);
    await expect(copy(21, null)).rejects.toThrow(/1@20 is missing/);
    await writer.write(topic, 1, [{ ...record(20), value: Buffer.from('other') }]);
    await expect(copy(30)).rejects.toThrow(/1@20 is not what this copy has there/);
  });

  it('writes nothing once it is told to stop, and nothing where another has written', async () => {
    const stop = () => {
      throw new Refused(['stopped']);
    };
    await expect(copy(10, writer, stop)).rejects.toThrow('stopped');
    expect((await fetchPartitionOffsets(kafka, topic, 1)).high).toBe(0n);
    await expect(writer.write(topic, 1, [record(5)])).rejects.toThrow(/was written at 0/);
  });

  it('has a topic with the partitions and settings of the first', async () => {
    await expect(
      ensureTopics(kafka, { topics: topicNames(topic.replace('disclosure.events.v1', '')), partitions: 2 }),
    ).resolves.toEqual({
      maxMessageBytes: 1_048_576,
    });
  });
});
