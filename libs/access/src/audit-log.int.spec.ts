import { createDataSource, migrate, readAudit, sqlOf, type Database } from '#persistence';
import { freshDatabase, type FreshDatabase } from '../../../test/support/index.js';
import { AuditLog } from './audit-log.js';

let fresh: FreshDatabase;
let database: Database;
const noted = (action: string) => ({ principal: 'p', action, outcome: 'denied', detail: { of: action } }) as const;
const kept = async () =>
  (await readAudit(sqlOf(database), { limit: 100 })).map(({ action, times }) => [action, times]).reverse();

beforeEach(async () => {
  fresh = await freshDatabase();
  database = await createDataSource({ url: fresh.url, application: 'spec', onLost: () => undefined }).initialize();
  await migrate(database);
});

afterEach(async () => {
  await database.destroy();
  await fresh.drop();
});

describe('the audit', () => {
  it('has what is noted once that is over, and what comes again meanwhile as one with a number', async () => {
    const audit = new AuditLog('spec', database);
    await audit.note(noted('first'));
    expect(await kept()).toEqual([['first', 1]]);
    await Promise.all([noted('a'), noted('b'), noted('b'), noted('b'), noted('c')].map((each) => audit.note(each)));
    expect(await kept()).toEqual([
      ['first', 1],
      ['a', 1],
      ['b', 3],
      ['c', 1],
    ]);
  });

  it('takes whatever a caller has made up, and nothing keeps the others waiting', async () => {
    const audit = new AuditLog('spec', database);
    const detail = { reason: `a\u0000b \ud800 ${'x'.repeat(9_000)}`, list: ['\u0000'] };
    await Promise.all([audit.note({ ...noted('odd'), detail }), audit.note(noted('other'))]);
    expect((await kept()).map(([action]) => action).sort()).toEqual(['odd', 'other']);
    const [{ detail: told } = { detail: {} }] = (await readAudit(sqlOf(database), { limit: 10 })).filter(
      ({ action }) => action === 'odd',
    );
    expect(told).toEqual({ reason: expect.stringMatching(/^a\ufffdb \ufffd x{100,}$/), list: ['\ufffd'] });
    expect(String(Reflect.get(told, 'reason')).length).toBeLessThanOrEqual(500);
    await sqlOf(database).query(`ALTER TABLE public.audit ADD CONSTRAINT no_bad CHECK (action <> 'bad')`);
    await Promise.all([noted('bad'), noted('good'), noted('bad')].map((each) => audit.note(each)));
    expect((await kept()).map(([action]) => action)).toContain('good');
  });

  it('loses nothing while the database does not take it', async () => {
    const audit = new AuditLog('spec', database);
    await sqlOf(database).query('ALTER TABLE public.audit RENAME TO away');
    const all = ['x', 'y', 'x'].map((action) => audit.note(noted(action)));
    let done = 0;
    for (const each of all) void each.then(() => (done += 1));
    await expect(kept()).rejects.toThrow();
    expect(done).toBe(0);
    await sqlOf(database).query('ALTER TABLE public.away RENAME TO audit');
    await Promise.all(all);
    expect((await kept()).map(([action, times]) => `${String(action)} ${String(times)}`).sort()).toEqual([
      'x 1',
      'x 1',
      'y 1',
    ]);
  });

  it('is written to the end as the service ends, and keeps nobody waiting where it cannot be', async () => {
    const audit = new AuditLog('spec', database);
    const last = [noted('1'), noted('2'), noted('3')].map((each) => audit.note(each));
    await audit.close();
    await Promise.all(last);
    expect(await kept()).toHaveLength(3);
    const late = new AuditLog('spec', database);
    await sqlOf(database).query('ALTER TABLE public.audit RENAME TO away');
    const lost = late.note(noted('lost'));
    await late.close();
    await lost;
  });
});
