import { sqlOf } from '#persistence';
import { freshDatabase } from '../support/index.js';
import { generate } from './events/generator.js';
import { Projecting } from './projecting.js';

// All that anybody reads. Of what is to be published again (`state_again`) a batch notes less than its events one by one do.
const tables = [
  'event',
  'incident',
  'link',
  'statement',
  'statement_revision',
  'fact',
  'position',
  'dispute',
  'public.change',
  'public.change_head',
  'public.incident_speaker',
  'public.dead_letter',
];

type Store = Readonly<Record<string, readonly string[]>>;

/** Every row of every table, after these events came in batches of this size. */
async function storedBy(size: number, lines: readonly string[]): Promise<Store> {
  const fresh = await freshDatabase();
  const projecting = await Projecting.on(fresh.url);
  try {
    await projecting.project(lines, size);
    const sql = sqlOf(projecting.database);
    const rows = await Promise.all(
      tables.map(async (table) => {
        const found = await sql.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
        return [table, found.map(({ row }) => row).sort()] as const;
      }),
    );
    return Object.fromEntries(rows);
  } finally {
    await projecting.database.destroy();
    await fresh.drop();
  }
}

const generated = [...generate({ events: 5200, seed: 7 })].map(({ text }) => text);

describe('batches of every size', () => {
  let whole: Store;
  beforeAll(async () => {
    whole = await storedBy(5000, generated);
  }, 60_000);

  it.each([1, 7, 1000])(
    'of %i leave what batches of 5,000 leave',
    async (size) => {
      const store = await storedBy(size, generated);
      for (const table of tables) expect({ table, rows: store[table] }).toEqual({ table, rows: whole[table] });
    },
    180_000,
  );

  it('have written something to compare', () => {
    for (const table of ['event', 'statement_revision', 'fact', 'position', 'dispute', 'public.change'])
      expect([table, (whole[table] ?? []).length > 500]).toEqual([table, true]);
  });
});

describe('a fact that is opened and superseded inside one batch', () => {
  const said = (id: string, day: number, value: string) =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: '/desk',
      type: id === 'first' ? 'disclosure.statement.published.v1' : 'disclosure.statement.revised.v1',
      subject: 'opened-and-superseded',
      time: `2026-01-0${day}T00:00:00Z`,
      recordedtime: `2026-01-0${day}T00:00:01Z`,
      data: {
        statement: 'notice',
        ...(id === 'first' ? {} : { revisionKind: 'correction' }),
        publisher: { id: 'acme', name: 'Acme', kind: 'affected' },
        claims: [{ fact: 'timeline.began', value, stance: 'affirmed' }],
      },
    });
  const lines = [said('first', 1, '2025-11'), said('second', 2, '2025-11-05'), said('third', 3, '2025-10')];

  it('keeps its spans and all of its changes', async () => {
    const [together, alone] = [await storedBy(3, lines), await storedBy(1, lines)];
    expect(together['fact']).toHaveLength(3);
    expect((together['public.change'] ?? []).filter((row) => row.includes('timeline.began'))).toHaveLength(3);
    expect(together).toEqual(alone);
  });
});
