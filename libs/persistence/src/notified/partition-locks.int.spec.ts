import pg from 'pg';
import { eventually, freshDatabase, type FreshDatabase } from '../../../../test/support/index.js';
import { CHANGES_CHANNEL } from '../change/changes-channel.js';
import { PartitionLocks } from './partition-locks.js';

let database: FreshDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const events: string[] = [];
const open = (name: string): Promise<PartitionLocks> =>
  PartitionLocks.open({
    url: database.url,
    application: name,
    onLost: () => events.push(`${name} lost`),
    onNotified: () => events.push(`${name} notified`),
  });
beforeEach(() => events.splice(0));

describe('the locks of partitions', () => {
  it('are each held by one, and free again when released or closed', async () => {
    const [one, other] = [await open('one'), await open('other')];
    expect(await one.take([0, 2])).toEqual([0, 2]);
    expect(await other.take([0, 1, 2])).toEqual([1]);
    await one.release(2);
    expect(await other.take([0, 2])).toEqual([2]);
    await one.close();
    await eventually(async () => expect(await other.take([0])).toEqual([0]));
    await other.close();
    expect(events).toEqual([]);
  });

  it('are lost with the connection, which is told at once and once', async () => {
    const one = await open('one');
    await one.take([0]);
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'one-locks'");
    await eventually(() => expect(events).toEqual(['one lost']));
    await expect(one.take([1])).rejects.toThrow();
    await one.release(0);
    await one.close();
    expect(events).toEqual(['one lost']);
  });

  it('come with the news that there are changes', async () => {
    const one = await open('one');
    await admin.query(`NOTIFY ${CHANGES_CHANNEL}, 'ignored'`);
    await eventually(() => expect(events).toEqual(['one notified']));
    await one.close();
  });
});
