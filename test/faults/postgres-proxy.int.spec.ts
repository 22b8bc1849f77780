import pg from 'pg';
import { startPostgres } from '#embedded';
import { eventually, freshDatabase, type FreshDatabase } from '../support/index.js';
import { freshFolders } from './own-pipeline.js';
import { type Fault, type FaultProxy, PostgresDialect, startProxy } from './proxy.js';

describe('a proxy that understands PostgreSQL', () => {
  let database: FreshDatabase;
  let direct: pg.Client;
  let proxy: FaultProxy;

  beforeAll(async () => {
    database = await freshDatabase();
    direct = new pg.Client({ connectionString: database.url });
    await direct.connect();
    await direct.query('CREATE TABLE t (n int)');
  });
  afterAll(async () => {
    await direct.end();
    await database.drop();
  });
  beforeEach(async () => {
    await direct.query('TRUNCATE t');
    proxy = await startProxy(new URL(database.url).host, { dialect: () => new PostgresDialect() });
  });
  afterEach(() => proxy.close());

  async function through(server = database.url, by = proxy): Promise<pg.Client> {
    const url = new URL(server);
    url.port = String(by.port);
    const client = new pg.Client({ connectionString: url.href, query_timeout: 500 });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** The outcome of an insert as the client sees it. */
  async function insert(client: pg.Client, n: number): Promise<'committed' | 'unknown'> {
    try {
      await client.query('BEGIN');
      await client.query('INSERT INTO t SELECT $1::int', [n]);
      await client.query('COMMIT');
      return 'committed';
    } catch {
      return 'unknown';
    }
  }

  const rows = async (): Promise<number[]> =>
    (await direct.query<{ n: number }>('SELECT n FROM t ORDER BY n')).rows.map(({ n }) => n);

  it.each<readonly [Fault, boolean]>([
    ['drop', true],
    ['mute', true],
    ['half-answer', true],
    ['cut', false],
    ['half-request', false],
  ])('%s of the answer to the second COMMIT', async (fault, committed) => {
    let commits = 0;
    proxy.decide = (request) => (request === 'COMMIT' && (commits += 1) === 2 ? fault : null);
    const client = await through();
    expect([await insert(client, 1), await insert(client, 2)]).toEqual(['committed', 'unknown']);
    expect(await rows()).toEqual(committed ? [1, 2] : [1]);
    expect([...proxy.struck]).toEqual([[`COMMIT ${fault}`, 1]]);
    await client.end();
  });

  it('tells the answers of requests that were sent together from one another', async () => {
    let queries = 0;
    proxy.decide = (request) => (request === 'Query' && (queries += 1) === 3 ? 'mute' : null);
    const client = await through();
    const answers = [1, 2, 3].map(async (n) => (await client.query('SELECT $1::int AS n', [n])).rows);
    expect(await Promise.all(answers.slice(0, 2))).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    await expect(answers[2]).rejects.toThrow('timeout');
  });

  it('delivers what it kept silent about', async () => {
    const client = await through();
    proxy.setWeather({ silent: 'up' });
    const answer = client.query('INSERT INTO t SELECT 7').catch(() => 'unknown');
    expect(await answer).toBe('unknown');
    expect(await rows()).toEqual([]);
    proxy.setWeather({});
    await eventually(async () => (await rows())[0] === 7);
    await client.end();
  });

  it('knows its connections as the server does', async () => {
    // Of a server on this machine: a container's sees the ports of what stands before it.
    const { postgres: dataDir, remove } = await freshFolders();
    const own = await startPostgres({ dataDir, port: 0 });
    const before = await startProxy(new URL(own.url).host, { dialect: () => new PostgresDialect() });
    const client = await through(own.url, before);
    const { rows: found } = await client.query('SELECT 1 FROM pg_stat_activity WHERE client_port = ANY($1)', [
      before.serverPorts(),
    ]);
    expect(found).toHaveLength(1);
    await client.end();
    await before.close();
    await own.stop();
    await remove();
  });
});
