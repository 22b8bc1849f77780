import { freshDatabase, type FreshDatabase } from '../../../test/support/index.js';
import { arrayCell, CopiedRows, jsonCell, rangeCell } from './copied-rows.js';
import { createDataSource, isRefusal, sqlOf, transaction, type Database } from './data-source.js';

const columns = ['number', 'texts', 'value', 'during', 'plain', 'sure'] as const;

describe('rows that are copied', () => {
  let fresh: FreshDatabase;
  let database: Database;

  beforeAll(async () => {
    fresh = await freshDatabase();
    database = await createDataSource({ url: fresh.url, application: 'spec', onLost: () => undefined }).initialize();
    await database.query(
      'CREATE TABLE public.copied (number bigint PRIMARY KEY, texts text[], value json, during tstzrange, plain text, sure boolean)',
    );
  });
  afterEach(() => database.query('TRUNCATE public.copied'));
  afterAll(async () => {
    await database.destroy();
    await fresh.drop();
  });

  const copied = (rows: CopiedRows) => transaction(database, (sql) => sql.copy(rows));
  const found = () =>
    sqlOf(database).query(
      'SELECT number, texts, value, lower(during) AS "from", upper(during) AS "to", plain, sure FROM public.copied ORDER BY number',
    );

  it('come out as they went in, whatever they say', async () => {
    const rows = new CopiedRows('public.copied', columns);
    const said = ['', '\\N', '\\.', 'a\tb\nc\rd\\e', '"quoted", {braced}', 'NULL', '漢字 😀 \u0001 \v\f\b'];
    const [from, to] = ['2021-11-26T03:05:00.500000Z', '2021-11-27T00:00:00.000001Z'];
    for (const [i, text] of said.entries())
      rows.add([BigInt(i), arrayCell([text, text]), jsonCell({ [text]: text }), rangeCell(from, to), text, true]);
    rows.add([9007199254740993n, arrayCell([]), jsonCell(undefined), rangeCell(from, null), undefined, false]);
    await copied(rows);
    expect(await found()).toEqual([
      ...said.map((text, i) => ({
        number: String(i),
        texts: [text, text],
        value: { [text]: text },
        from,
        to,
        plain: text,
        sure: true,
      })),
      { number: '9007199254740993', texts: [], value: null, from, to: null, plain: null, sure: false },
    ]);
  });

  it('may be more than fit one message', async () => {
    const rows = new CopiedRows('public.copied', ['number', 'plain']);
    for (let i = 0; i < 2_000; i++) rows.add([i, `${i} ${'x'.repeat(997)}`]);
    await copied(rows);
    const [sum] = await sqlOf(database).query<{ count: string; bytes: string }>(
      "SELECT count(*), sum(length(plain)) AS bytes FROM public.copied WHERE plain LIKE number || ' x%'",
    );
    expect(sum).toEqual({ count: '2000', bytes: String(2_000 * 998 + 10 + 90 * 2 + 900 * 3 + 1_000 * 4) });
  });

  it.each([
    ['a key that is there', [1, 1], 'a'],
    ['a character that PostgreSQL has not', [1], 'a\0b'],
  ])('with %s are refused, and nothing of their transaction is kept', async (_, numbers, text) => {
    const rows = new CopiedRows('public.copied', ['number', 'plain']);
    for (const number of numbers) rows.add([number, text]);
    expect(isRefusal(await copied(rows).catch((error: unknown) => error))).toBe(true);
    expect(await found()).toEqual([]);
    await copied(new CopiedRows('public.copied', ['number']));
  });
});
