import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { freshDatabase, freshPrefix, kafkaBrokers } from './index.js';

describe('the servers of a test run', () => {
  it('give every spec a database of its own', async () => {
    const [one, other] = [await freshDatabase(), await freshDatabase()];
    expect(one.url).not.toBe(other.url);
    const client = new pg.Client({ connectionString: one.url });
    await client.connect();
    const { rows } = await client.query(
      "SELECT current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync",
    );
    await client.end();
    expect(rows).toEqual([{ encoding: 'UTF8', fsync: 'on' }]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('take topics under a prefix of its own', async () => {
    const admin = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const topic = `${freshPrefix()}probe`;
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true });
    expect(await admin.listTopics()).toContain(topic);
    await admin.disconnect();
  });
});
