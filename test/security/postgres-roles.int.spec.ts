import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type EmbeddedPostgres } from '#embedded';
import {
  ChangesListener,
  createDataSource,
  migrate,
  migrateGeneration,
  PartitionLocks,
  sqlOf,
  type Database,
} from '#persistence';

const services = ['ingest', 'projector', 'notifier', 'query', 'operator'] as const;
type Service = (typeof services)[number];

/** By the files of the checkout, in the order an operator runs them. */
const file = (name: string): string => readFileSync(join('docker', 'postgres', name), 'utf8');

const statements: readonly [statement: string, allowed: readonly Service[]][] = [
  ['SELECT 1 FROM g1.incident', ['ingest', 'projector', 'notifier', 'query', 'operator']],
  ['SELECT 1 FROM g2.incident', ['ingest', 'projector', 'notifier', 'query', 'operator']],
  ['SELECT 1 FROM public.dead_letter', ['ingest', 'projector', 'notifier', 'query', 'operator']],
  ['DELETE FROM g1.incident', ['projector', 'operator']],
  ['DELETE FROM g2.incident', ['projector', 'operator']],
  ['ALTER TABLE g2.incident ADD COLUMN more int', ['projector', 'operator']],
  ['DROP SCHEMA g2 CASCADE', ['projector', 'operator']],
  ['CREATE SCHEMA g3', ['projector', 'operator']],
  ['CREATE TABLE public.own (n int)', ['projector', 'operator']],
  ['DELETE FROM public.change', ['projector', 'operator']],
  ['UPDATE public.change_head SET sequence = 0', ['projector', 'operator']],
  ['UPDATE public.notified SET resume = NULL', ['projector', 'notifier', 'operator']],
  ['INSERT INTO public.notified (partition, sequence) VALUES (99, 0)', ['projector', 'notifier', 'operator']],
  ['DELETE FROM public.notified', ['projector', 'operator']],
  ['DELETE FROM public.state_again', ['projector', 'notifier', 'operator']],
  [`UPDATE public.dead_letter SET redriven = ''`, ['projector', 'query', 'operator']],
  ['UPDATE public.dead_letter SET value = NULL', ['projector', 'operator']],
  ['DELETE FROM public.dead_letter', ['projector', 'operator']],
  ['CREATE ROLE another', []],
  ['SELECT * FROM pg_authid', []],
];
const table = services.flatMap((service) =>
  statements.map(
    ([statement, allowed]) => [service, allowed.includes(service) ? 'may' : 'may not', statement] as const,
  ),
);

describe('PostgreSQL over TLS with a role for each service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'corrigenda-roles-'));
  const ca = join(folder, 'server.crt');
  const open = new Map<string, Database>();
  let server: EmbeddedPostgres;

  const urlOf = (service: Service, tls: string): string => {
    const url = new URL(`${server.url}?${tls}`);
    url.username = `corrigenda_${service}`;
    url.password = service;
    return url.href;
  };
  const verified = `sslmode=verify-full&sslrootcert=${ca}`;
  async function connect(name: string, url: string): Promise<Database> {
    const database = createDataSource({ url, application: 'test', onLost: () => undefined });
    await database.initialize();
    open.set(name, database);
    return database;
  }
  function as(service: Service): Database {
    const database = open.get(service);
    if (database === undefined) throw new Error(`${service} is not connected`);
    return database;
  }

  beforeAll(async () => {
    const key = join(folder, 'server.key');
    chmodSync(folder, 0o755);
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
    execFileSync('openssl', [...request, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', ca], {
      stdio: 'ignore',
    });
    // The server takes its key from root or from its own user, and reads it as that user.
    const first = await startPostgres({ dataDir: join(folder, 'data'), port: 0 });
    const { uid, gid } = statSync(join(folder, 'data', 'cluster'));
    await first.stop();
    chownSync(key, uid, gid);
    chmodSync(key, 0o600);
    const settings = { ssl: 'on', ssl_cert_file: ca, ssl_key_file: key };
    server = await startPostgres({ dataDir: join(folder, 'data'), port: 0, settings });
    const superuser = await connect('superuser', `${server.url}?${verified}`);
    await superuser.query(file('roles.sql'));
    for (const each of services) await superuser.query(`ALTER ROLE corrigenda_${each} PASSWORD '${each}'`);
    for (const each of services) await connect(each, urlOf(each, verified));
    await migrate(as('projector'));
    await migrateGeneration(as('operator'), 2);
    await superuser.query(file('grants.sql'));
  }, 120_000);

  afterAll(async () => {
    for (const database of open.values()) await database.destroy();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(table)('%s %s %s', async (service, may, statement) => {
    const runner = as(service).createQueryRunner();
    await runner.startTransaction();
    try {
      const outcome = await runner.query(statement).then(
        () => 'may',
        (error: unknown) => (/permission denied|must be owner/.test(String(error)) ? 'may not' : String(error)),
      );
      expect(outcome).toBe(may);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it('is spoken to in TLS by every connection', async () => {
    const heard = Promise.withResolvers<undefined>();
    const onLost = (error: unknown): void => heard.reject(error);
    const options = { url: urlOf('notifier', verified), application: 'notifier', onLost };
    const locks = await PartitionLocks.open({ ...options, onNotified: () => heard.resolve(undefined) });
    const listener = new ChangesListener({ ...options, onNotified: () => heard.resolve(undefined) });
    try {
      expect(await locks.take([1, 2])).toEqual([1, 2]);
      await sqlOf(as('projector')).query('SELECT pg_notify($1, $2)', ['corrigenda_changes', '']);
      const rows = await sqlOf(open.get('superuser') ?? as('query')).query<{ ssl: boolean }>(
        `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL`,
      );
      expect(rows.length).toBeGreaterThan(services.length);
      expect(rows.every(({ ssl }) => ssl)).toBe(true);
    } finally {
      await locks.close();
      await listener.close();
      heard.resolve(undefined);
    }
  });

  it('is not spoken to when another authority certifies it', async () => {
    const url = urlOf('query', 'sslmode=verify-full');
    const database = createDataSource({ url, application: 'test', onLost: () => undefined });
    await expect(database.initialize()).rejects.toThrow(/self-signed certificate/);
  });
});
