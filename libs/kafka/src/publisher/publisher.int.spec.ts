import type { Topics } from '#contracts';
import { freshPrefix } from '../../../../test/support/index.js';
import { headerText } from '../read/log-record.js';
import { changes, deadLetters } from '../testing/published.js';
import { readPartition } from '../testing/read-partition.js';
import { freshTopics, testKafka } from '../testing/topics.js';
import { Fenced, MessageTooLarge, PartitionStuck, PublishFailed, TailForeign } from './errors.js';
import { openPublisher } from './open-publisher.js';
import type { Publisher } from './publisher.js';

describe('the publisher of a partition', () => {
  const kafka = testKafka();
  const opened: Publisher[] = [];
  let topics: Topics;
  let transactionalId: string;

  beforeEach(async () => {
    topics = await freshTopics(kafka);
    transactionalId = `${freshPrefix()}notifier-1`;
  });
  afterEach(() => Promise.all(opened.splice(0).map((publisher) => publisher.close())));
  afterAll(() => kafka.close());

  const open = async (): Promise<Publisher> => {
    const publisher = await openPublisher({ kafka, transactionalId, partition: 1, topics });
    opened.push(publisher);
    return publisher;
  };
  const sequences = async (): Promise<number[]> =>
    (await readPartition(kafka, topics.changes, 1)).map(({ headers }) => Number(headerText(headers, 'sequence')));

  const foreignTransaction = async (topic: string) => {
    const foreign = kafka.native().producer({ transactionalId: `${transactionalId}-foreign`, maxInFlightRequests: 1 });
    await foreign.connect();
    const transaction = await foreign.transaction();
    await transaction.send({ topic, messages: [{ partition: 1, key: 'k', value: 'foreign' }] });
    return { commit: () => transaction.commit(), abort: () => transaction.abort(), close: () => foreign.disconnect() };
  };

  it('begins at nothing and goes on where the topics stand', async () => {
    const first = await open();
    expect(first.tail).toMatchObject({ sequence: 0n, deadLetterOffset: null });
    await first.publish(changes(1, 10));
    await first.publish({ ...changes(11, 20), deadLetters: deadLetters(4, 17).deadLetters });
    await first.publish(deadLetters(23));
    await first.close();

    const second = await open();
    expect(second.tail).toMatchObject({ sequence: 20n, deadLetterOffset: 23n });
    await second.publish(changes(21, 30));
    expect(await sequences()).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    const incidents = await readPartition(kafka, topics.incidents, 1);
    expect(incidents.map(({ value }) => String(value))).toEqual([10, 20, 30].map((to) => `state after ${to}`));
    const [dead] = await readPartition(kafka, topics.deadLetters, 1);
    expect(dead).toMatchObject({ key: null, value: Buffer.from('original 4') });
    expect(await readPartition(kafka, topics.changes, 0)).toEqual([]);
  });

  it('commits a batch that takes several Produce requests as a whole', async () => {
    const publisher = await open();
    await publisher.publish(changes(1, 300, 'x'.repeat(10_000)));
    expect(await sequences()).toHaveLength(300);
  });

  it('keeps a predecessor out, and leaves what it had under way unseen', async () => {
    const zombie = await open();
    await zombie.publish(changes(1, 5));
    const successor = await open();
    expect(successor.tail.sequence).toBe(5n);
    await expect(zombie.publish(changes(6, 9))).rejects.toBeInstanceOf(Fenced);
    await expect(zombie.publish(changes(6, 9))).rejects.toBeInstanceOf(PublishFailed);
    await successor.publish(changes(6, 7));
    expect(await sequences()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('steps back over markers and aborted records to the last committed one', async () => {
    const publisher = await open();
    await publisher.publish(changes(1, 3));
    for (let n = 0; n < 5; n += 1) {
      const foreign = await foreignTransaction(topics.changes);
      await foreign.abort();
      await foreign.close();
    }
    expect((await open()).tail).toMatchObject({ sequence: 3n, undone: { changes: null, deadLetters: null } });
  });

  it('tells what stands behind the last committed record and was aborted', async () => {
    const publisher = await open();
    await publisher.publish({ ...changes(1, 3), deadLetters: deadLetters(4).deadLetters });
    for (const [first, last] of [
      [4, 6],
      [4, 9],
    ]) {
      const foreign = kafka.native().producer({ transactionalId, maxInFlightRequests: 1 });
      await foreign.connect();
      const transaction = await foreign.transaction();
      const messages = [first, last].map((n) => ({ partition: 1, value: '{}', headers: { sequence: String(n) } }));
      await transaction.send({ topic: topics.changes, messages });
      await transaction.abort();
      await foreign.disconnect();
    }
    expect((await open()).tail).toMatchObject({
      sequence: 3n,
      deadLetterOffset: 4n,
      undone: { changes: { first: 4n, last: 9n }, deadLetters: null },
    });
  });

  it('does not begin beside an unfinished transaction that is not its own', async () => {
    const before = await open();
    await before.publish(changes(1, 3));
    const foreign = await foreignTransaction(topics.deadLetters);
    await expect(open()).rejects.toBeInstanceOf(PartitionStuck);
    await foreign.abort();
    await foreign.close();
    const after = await open();
    expect(after.tail).toMatchObject({ sequence: 3n, deadLetterOffset: null });
    await after.publish(changes(4, 4));
    expect(await sequences()).toEqual([1, 2, 3, 4]);
    expect(await readPartition(kafka, topics.deadLetters, 1)).toEqual([]);
  });

  it('does not go on after a record of somebody else', async () => {
    const foreign = await foreignTransaction(topics.changes);
    await foreign.commit();
    await foreign.close();
    await expect(open()).rejects.toBeInstanceOf(TailForeign);
  });

  it('says that it does not know where it was when retention took the tail', async () => {
    const publisher = await open();
    await publisher.publish({ ...changes(1, 3), deadLetters: deadLetters(1).deadLetters });
    const admin = kafka.native().admin();
    await admin.connect();
    for (const topic of [topics.changes, topics.deadLetters]) {
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 1, offset: '-1' }] });
    }
    await admin.disconnect();
    expect((await open()).tail).toMatchObject({ sequence: null, deadLetterOffset: null });
  });

  it('names a message that no repetition would bring through', async () => {
    const publisher = await open();
    await expect(publisher.publish(changes(1, 1, 'x'.repeat(5_000_000)))).rejects.toBeInstanceOf(MessageTooLarge);
    expect(await sequences()).toEqual([]);
  });
});
