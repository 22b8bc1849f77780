import { Kafka, logLevel } from 'kafkajs';
import { topicNames } from '#contracts';
import { freshPrefix, kafkaBrokers } from '../../../test/support/index.js';
import { anIngest } from './testing/an-ingest.js';
import { types } from './testing/answer.js';
import { described } from './testing/events.js';

async function withTopic(prefix: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const admin = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.createTopics({
    topics: [{ topic: topicNames(prefix).events, numPartitions: 2, configEntries }],
    waitForLeaders: true,
  });
  await admin.disconnect();
}

const forEver = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
const large = described('large', { data: { title: 'x'.repeat(20_000) } });

it('an event larger than a topic takes is refused at the door', async () => {
  const prefix = freshPrefix();
  await withTopic(prefix, { ...forEver, 'max.message.bytes': '10000' });
  const ingest = await anIngest({ env: { TOPIC_PREFIX: prefix } });
  const alone = await ingest.post(JSON.stringify(large), types.one);
  expect([alone.status, alone.json()]).toMatchObject([413, { type: '/problems/too-large' }]);
  const batch = await ingest.post(JSON.stringify([described('a'), large, described('b'), large]), types.batch);
  expect(batch.status).toBe(207);
  expect(batch.results().map(({ id, status }) => [id, status])).toEqual([
    ['a', 'recorded'],
    ['large', 'rejected'],
    ['b', 'recorded'],
    ['large', 'rejected'],
  ]);
  await ingest.stop();
});

it('a log that forgets is refused at the start, and so is another number of partitions', async () => {
  const prefix = freshPrefix();
  await withTopic(prefix, { ...forEver, 'retention.ms': '1000' });
  await expect(anIngest({ env: { TOPIC_PREFIX: prefix } })).rejects.toThrow(
    /retention\.ms=1000, needed is retention\.ms=-1/,
  );
  await expect(anIngest({ env: { TOPIC_PREFIX: prefix, PARTITIONS: '3' } })).rejects.toThrow(
    /has 2 partitions, PARTITIONS is 3/,
  );
});
