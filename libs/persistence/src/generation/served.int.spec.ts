import { freshDatabase, type FreshDatabase } from '../../../../test/support/index.js';
import {
  createDataSource,
  isLockTimeout,
  isMigrated,
  migrate,
  migrateGeneration,
  sqlOf,
  transaction,
  type Database,
} from '../data-source.js';
import { claimBatch, prepareProjectionOffsets, readProjectionOffset } from '../projection-offset/projection-offset.js';
import { claimRun, holdGeneration, limitLockWait, switchGeneration } from '../rebuild/switch-generation.js';
import { addGeneration, readGenerations } from './generations.js';
import { inOneStatement } from './one-statement.js';
import { NothingServed, servedTransaction, snapshot } from './served.js';

describe('which generation is served', () => {
  let fresh: FreshDatabase;
  let database: Database;

  beforeEach(async () => {
    fresh = await freshDatabase();
    database = await createDataSource({ url: fresh.url, application: 'spec', onLost: () => undefined }).initialize();
    await migrate(database);
    await servedTransaction(database, (sql) => prepareProjectionOffsets(sql, 1));
    await addGeneration(sqlOf(database), 2, 'policy');
    await migrateGeneration(database, 2);
    await sqlOf(database).query('INSERT INTO g2.projection_offset (partition, next) VALUES (0, 7)');
    await claimRun(sqlOf(database), 2, 'run');
  });
  afterEach(async () => {
    await database.destroy();
    await fresh.drop();
  });

  const toSecond = () => transaction(database, (sql) => switchGeneration(sql, { old: 1, built: 2, run: 'run' }));
  const claim = { partition: 0, start: 0n, end: 1n, last: null };
  const next = (work: typeof snapshot) => work(database, async (sql) => (await readProjectionOffset(sql, 0))?.next);

  it('is looked up anew by each transaction, and stays the same to its end', async () => {
    expect(await next(snapshot)).toBe(0n);
    const seen = await snapshot(database, async (sql, { number }) => {
      await toSecond();
      return { number, next: (await readProjectionOffset(sql, 0))?.next };
    });
    expect(seen).toEqual({ number: 1, next: 0n });
    expect(await next(snapshot)).toBe(7n);
    expect(await next(servedTransaction)).toBe(7n);
    expect((await readGenerations(sqlOf(database))).map(({ state }) => state)).toEqual(['retired', 'served']);
  });

  describe('asked in one statement', () => {
    const statement = {
      name: 'next',
      text: (schema: string) => `SELECT (SELECT number FROM public.generation WHERE state = 'served') AS served,
                                        (SELECT next FROM ${schema}.projection_offset WHERE partition = $1) AS next`,
    };
    const ask = () => inOneStatement<{ served: number | null; next: string }>(database, statement, [0]);

    it('is looked up anew by each', async () => {
      expect(await ask()).toEqual({ served: 1, next: '0' });
      await toSecond();
      expect(await ask()).toEqual({ served: 2, next: '7' });
    });

    it('is found where the tables of the one before are gone', async () => {
      expect(await ask()).toEqual({ served: 1, next: '0' });
      await toSecond();
      await sqlOf(database).query('DROP SCHEMA g1 CASCADE');
      expect(await ask()).toEqual({ served: 2, next: '7' });
    });

    it('may be none', async () => {
      await sqlOf(database).query(`UPDATE public.generation SET state = 'retired' WHERE number = 1`);
      await expect(ask()).rejects.toThrow(NothingServed);
    });
  });

  it('who starts while another is half way through the tables makes them, too', async () => {
    await sqlOf(database).query('DROP SCHEMA g1 CASCADE');
    await migrate(database);
    expect(await isMigrated(sqlOf(database), { number: 1 })).toBe(true);
  });

  it('nobody who starts waits for one that hangs while it makes tables', async () => {
    const hanging = database.createQueryRunner();
    await hanging.query('SELECT pg_advisory_lock(7263540001)');
    await expect(migrate(database)).resolves.toBeUndefined();
    await hanging.query('SELECT pg_advisory_unlock(7263540001)');
    await hanging.release();
  });

  it('nothing is written in a snapshot', async () => {
    await expect(snapshot(database, (sql) => claimBatch(sql, claim))).rejects.toThrow(/read-only transaction/);
  });

  it('a batch under way at the switch is not applied to the old one', async () => {
    const { promise: held, resolve: hold } = Promise.withResolvers<undefined>();
    const { promise: claiming, resolve: claims } = Promise.withResolvers<undefined>();
    const switching = transaction(database, async (sql) => {
      await holdGeneration(sql, 1);
      hold(undefined);
      await claiming;
      return switchGeneration(sql, { old: 1, built: 2, run: 'run' });
    });
    await held;
    const claimed = servedTransaction(database, async (sql) => {
      claims(undefined);
      return claimBatch(sql, claim);
    });
    expect(await switching).toBe(true);
    expect(await claimed).toBe(false);
  });

  it('the switch waits for a batch under way no longer than it is told to, and changes nothing then', async () => {
    await servedTransaction(database, async (sql) => {
      expect(await claimBatch(sql, claim)).toBe(true);
      const waited = transaction(database, async (other) => {
        await limitLockWait(other, 50);
        await holdGeneration(other, 1);
      });
      expect(await waited.catch(isLockTimeout)).toBe(true);
    });
    expect(await next(snapshot)).toBe(1n);
  });

  it('what another run has prepared is not switched to, and nothing is twice', async () => {
    await claimRun(sqlOf(database), 2, 'another');
    expect(await toSecond()).toBe(false);
    await claimRun(sqlOf(database), 2, 'run');
    expect(await toSecond()).toBe(true);
    expect(await toSecond()).toBe(false);
  });

  it('is the first in a store of before there were several', async () => {
    await sqlOf(database).query(`
      DROP SCHEMA g2 CASCADE;
      DROP TABLE public.audit, public.api_key, public.principal, public.generation, public.state_again, public.migrations, g1.announcement, g1.next_version, g1.speaker_move, g1.found_dead;
      DROP FUNCTION public.refuse_to_forget;
      ALTER TABLE g1.projection_offset DROP COLUMN retired;
      DELETE FROM g1.migrations WHERE name LIKE 'Rebuilds%';
      INSERT INTO g1.migrations (timestamp, name) VALUES (1763800000001, 'SharedTables1763800000001');
      UPDATE g1.projection_offset SET next = 5`);
    await migrate(database);
    expect(await next(snapshot)).toBe(5n);
    expect(await snapshot(database, isMigrated)).toBe(true);
  });

  it('may be none', async () => {
    await sqlOf(database).query(`UPDATE public.generation SET state = 'retired' WHERE number = 1`);
    await expect(next(snapshot)).rejects.toThrow(NothingServed);
    await migrate(database);
  });
});
