import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type EmbeddedPostgres } from './postgres.js';

const { env } = process;
let dataDir: string;
let postgres: EmbeddedPostgres | null = null;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'corrigenda-postgres-'));
});
afterEach(async () => {
  process.env = env;
  await postgres?.stop();
  postgres = null;
  await rm(dataDir, { recursive: true, force: true });
});

const start = async (port = 0): Promise<EmbeddedPostgres> => (postgres = await startPostgres({ dataDir, port }));

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('an embedded PostgreSQL', () => {
  it('finds its rows again after a stop, on another port', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    expect(await first.ended).toBeNull();

    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await query(second.url, 'TABLE kept')).toEqual([{ n: 1 }]);
  });

  it('says how it was killed, with its last log lines, and loses nothing', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    const busy = query(first.url, 'SELECT sum(i) FROM generate_series(1, 1000000000) i').catch(() => 'broken off');
    first.kill('SIGKILL');
    expect((await first.ended)?.message).toMatch(
      /^PostgreSQL ended with SIGKILL. The end of .*server\.log:\n.*ready to accept/s,
    );

    expect(await query((await start()).url, 'TABLE kept')).toEqual([{ n: 1 }]);
    await busy;
  });

  it('starts although the pid in a pid file left behind is now that of another process', async () => {
    const first = await start();
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    const left = await readFile(pidFile, 'utf8');
    await first.stop();
    await writeFile(pidFile, left.replace(/^\d+/, String(process.ppid)));
    await start();
  });

  it('asks for its password, compares by code point, and answers on loopback alone', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    const settings =
      "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'fsync', 'server_encoding') ORDER BY name";
    expect(await query(url, settings)).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'server_encoding', setting: 'UTF8' },
    ]);
    expect(await query(url, 'SELECT datcollate FROM pg_database GROUP BY 1')).toEqual([{ datcollate: 'C' }]);
  });

  it('takes another port when the wanted one is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await start(taken)).port).not.toBe(taken);
    server.close();
  });

  it('refuses a data folder that is in use', async () => {
    await start();
    await expect(startPostgres({ dataDir, port: 0 })).rejects.toThrow(
      `The data folder ${dataDir} is in use: process ${process.pid} runs PostgreSQL on it.`,
    );
  });

  it('says which programs it tried when none can be run, and what to do', async () => {
    process.env = { ...env, CORRIGENDA_POSTGRES_BIN: '/nowhere' };
    await expect(start()).rejects.toThrow(
      /^No PostgreSQL was found that runs here\.\n\/nowhere: .*ENOENT[^]*set DATABASE_URL/,
    );
  });

  it('reports settings that the server refuses with the lines that say why', async () => {
    await expect(startPostgres({ dataDir, port: 0, settings: { max_connections: 'many' } })).rejects.toThrow(
      /invalid value for parameter "max_connections"/,
    );
  });
});
