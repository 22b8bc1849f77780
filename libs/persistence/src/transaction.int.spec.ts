import { freshDatabase, type FreshDatabase } from '../../../test/support/index.js';
import { CopiedRows } from './copied-rows.js';
import { createDataSource, sqlOf, transaction, type Database } from './data-source.js';

let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await createDataSource({
    url: fresh.url,
    application: 'spec',
    connections: 1,
    onLost: () => undefined,
  }).initialize();
  await sqlOf(database).query('CREATE TABLE one (n int PRIMARY KEY CHECK (n <> 3)); CREATE TABLE two (n int)');
});

beforeEach(() => sqlOf(database).query('TRUNCATE one, two'));

afterAll(async () => {
  await database.destroy();
  await fresh.drop();
});

const rows = (table: string, ...numbers: readonly number[]) => {
  const copied = new CopiedRows(table, ['n']);
  for (const n of numbers) copied.add([n]);
  return copied;
};
const inBoth = async () =>
  (await sqlOf(database).query<{ n: number }>('SELECT n FROM one UNION ALL SELECT n + 10 FROM two ORDER BY n')).map(
    ({ n }) => n,
  );

describe('a transaction that waits for nothing in between', () => {
  it('does what it asks for in the order of asking', async () => {
    await transaction(database, (sql) =>
      Promise.all([
        sql.copy(rows('one', 1, 2)),
        sql.query('DELETE FROM one WHERE n = $1', [2]),
        sql.query('INSERT INTO two SELECT n FROM one WHERE n > $1', [0]),
        sql.copy(rows('one', 2)),
      ]),
    );
    expect(await inBoth()).toEqual([1, 2, 11]);
  });

  it.each([
    ['rows', 3],
    ['rows that are there', 1],
  ])(
    'keeps nothing where the database refuses %s, tells of that alone, and leaves the connection as it was',
    async (_, n) => {
      const tried = transaction(database, (sql) =>
        Promise.all([
          sql.query('INSERT INTO two VALUES ($1)', [1]),
          Promise.all([sql.copy(rows('one', 1)), sql.copy(rows('one', n)), sql.copy(rows('two', 2))]),
          sql.query('SELECT FROM two WHERE n = $1', [1]),
        ]),
      );
      await expect(tried).rejects.toThrow(/constraint "one_/);
      expect(await inBoth()).toEqual([]);
    },
  );

  it('is not taken for committed by who has not looked at what failed', async () => {
    const tried = transaction(database, async (sql) => {
      await sql.query('INSERT INTO two VALUES ($1)', [1]);
      await sql.query('INSERT INTO one VALUES ($1)', [3]).catch(() => undefined);
    });
    await expect(tried).rejects.toThrow(/constraint "one_/);
    expect(await inBoth()).toEqual([]);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('keeps statements parsed where they are few (%s), and nowhere else', async (byKey, kept) => {
    const own = await createDataSource({
      url: fresh.url,
      application: 'spec',
      connections: 1,
      byKey,
      onLost: () => undefined,
    }).initialize();
    for (const n of [1, 2]) await transaction(own, (sql) => sql.query('SELECT n FROM two WHERE n = $1', [n]));
    const found = await sqlOf(own).query(
      "SELECT FROM pg_prepared_statements WHERE statement LIKE '%FROM two WHERE n%'",
    );
    await own.destroy();
    expect(found).toHaveLength(kept);
  });
});
