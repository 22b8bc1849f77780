import { readFile } from 'node:fs/promises';
import { parseInstant } from '#contracts';
import { defaultPolicy, defaultVocabulary } from '#domain';
import {
  createDataSource,
  migrate,
  readIncident,
  readDisputes,
  readIncidentPage,
  readIncidents,
  readSpeaker,
  readSpeakers,
  readSpoken,
  snapshot,
  sqlOf,
  type Database,
  type IncidentFilter,
  type Sql,
} from '#persistence';
import { readFactFilter } from '../../apps/query/src/incidents/fact-filter.js';
import { freshDatabase, type FreshDatabase } from '../support/index.js';

const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };
const asOf = parseInstant('2015-01-10T00:00:00Z');
const noFilter = { organisations: [], sectors: [], countries: [], tags: [], speakers: [], facts: [], phrases: [] };
const none: IncidentFilter = { ...noFilter, contested: null, updatedSince: null, asOf: null };
const noDispute = {
  incident: null,
  fact: null,
  item: null,
  open: null,
  openedBefore: null,
  minAge: null,
  minGap: null,
};

let stores: FreshDatabase;
let database: Database;
beforeAll(async () => {
  stores = await freshDatabase();
  database = createDataSource({ url: stores.url, application: 'spec', onLost: () => undefined });
  await database.initialize();
  await migrate(database);
  const script = await readFile(new URL('reads/incidents.sql', import.meta.url), 'utf8');
  for (const part of script.replaceAll(':incidents', '2000').split(/;\n/)) {
    if (part.trim() !== '') await database.query(part);
  }
}, 60_000);
afterAll(async () => {
  await database.destroy();
  await stores.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): string[] => [
  `${plan['Node Type']} ${plan['Relation Name'] ?? ''}`.trim(),
  ...(plan.Plans ?? []).flatMap(nodesOf),
];

/** The nodes of every plan that a read runs by. */
async function nodes(read: (sql: Sql) => Promise<unknown>): Promise<string[]> {
  const found: string[] = [];
  await snapshot(database, (sql) =>
    read({
      query: async <Row>(text: string, parameters?: readonly unknown[]) => {
        const [row] = await sql.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
          `EXPLAIN (FORMAT JSON) ${text}`,
          parameters,
        );
        found.push(...(row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => nodesOf(Plan)));
        return sql.query<Row>(text, parameters);
      },
    }),
  );
  return found;
}

const fact = (text: string) => {
  const read = readFactFilter(text, defaultVocabulary);
  if (typeof read === 'string') throw new Error(read);
  return read;
};
const facts = [
  'exposure.people>=1000',
  'timeline.began<2015-01-20',
  'exposure.data[payment]=affirmed',
  'response.status=open',
];
const filters: readonly (readonly [string, Partial<IncidentFilter>])[] = [
  ['nothing', {}],
  ...facts.map((text) => [text, { facts: [fact(text)] }] as const),
  ['two facts', { facts: facts.slice(0, 2).map(fact) }],
  ['contested', { contested: true }],
  ['not contested', { contested: false }],
  ['labels', { organisations: ['org-1'], sectors: ['sector-1'], countries: ['JP'], tags: ['tag-1'] }],
  ['a speaker', { speakers: ['speaker-7'] }],
  ['recent', { updatedSince: asOf }],
];

describe('no table is read from end to end', () => {
  const expectIndexed = async (read: (sql: Sql) => Promise<unknown>) => {
    const found = await nodes(read);
    expect(found.some((node) => node.startsWith('Index') || node.startsWith('Bitmap'))).toBe(true);
    expect(found.filter((node) => node.startsWith('Seq Scan'))).toEqual([]);
  };

  // `few`: rows that a filter finds are sorted; the newest are looked through first.
  describe.each([5_000, 10])('where up to %i are few', (few) => {
    it.each([
      ...filters,
      ...filters.map(([name, filter]) => [`${name} as of`, { ...filter, asOf }] as const),
      ['a rare word', { phrases: [['zanzibar']] }] as const,
      ['two words', { phrases: [['passwords'], ['ransom']] }] as const,
      ['a phrase', { phrases: [['file', 'server']] }] as const,
    ])('for incidents by %s', async (_, filter) => {
      await expectIndexed(async (sql) => {
        const places = await readIncidentPage(sql, { ...none, ...filter }, { after: null, limit: 51, few });
        const ids = places.map(({ id }) => id);
        await readIncidents(sql, ids, { ...rules, positions: 20, quotes: false, asOf: filter.asOf ?? null });
      });
    });
  });

  it.each([
    ['all', {}],
    ['open', { open: true }],
    ['of a fact', { fact: 'exposure.people' }],
    ['of an incident', { incident: 'incident-10' }],
    ['far apart', { minGap: 9 }],
    ['old', { minAge: 86_400, openedBefore: asOf }],
  ])('for disputes: %s', async (_, filter) => {
    for (const then of [null, asOf]) {
      const page = { after: null, limit: 51 };
      await expectIndexed((sql) => readDisputes(sql, { ...noDispute, asOf: then, ...filter }, page, rules));
    }
  });

  it('and disputes come in the order of an index, now and as of an instant', async () => {
    const page = { after: null, limit: 51 };
    for (const then of [null, asOf]) {
      const found = await nodes((sql) => readDisputes(sql, { ...noDispute, asOf: then, open: true }, page, rules));
      expect(found.filter((node) => /Sort|Bitmap/.test(node))).toEqual([]);
    }
  });

  it('for one incident, now and as of an instant', async () => {
    const single = createDataSource({ url: stores.url, application: 'spec', connections: 1, onLost: () => undefined });
    await single.initialize();
    try {
      for (const [then, name, values] of [
        [null, 'incident g1', `'incident-7'`],
        [asOf, 'incident as of g1', `'incident-7', '${asOf ?? ''}'`],
      ] as const) {
        expect(await readIncident(single, 'incident-7', { ...rules, asOf: then })).not.toBeNull();
        // As the connection has just run it.
        const [row] = await sqlOf(single).query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
          `EXPLAIN (FORMAT JSON) EXECUTE "${name}"(${values})`,
        );
        const found = (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => nodesOf(Plan));
        for (const table of ['incident', 'fact', 'position'])
          expect(found.some((node) => /^(Index|Bitmap Heap) Scan/.test(node) && node.endsWith(` ${table}`))).toBe(true);
        // Generations are a row or two.
        expect(found.filter((node) => /^Seq Scan (?!generation$)/.test(node))).toEqual([]);
      }
    } finally {
      await single.destroy();
    }
  });

  it('for speakers', async () => {
    for (const then of [null, asOf]) {
      await expectIndexed((sql) => readSpeakers(sql, { after: '', limit: 51, asOf: then }));
      await expectIndexed((sql) => readSpeaker(sql, 'speaker-10007', then));
      await expectIndexed((sql) => readSpoken(sql, 'speaker-10007', { after: '', limit: 51, asOf: then }));
    }
  });
});
