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
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): string[] => [
  `${plan['Node Type']} ${plan['Relation Name'] ?? ''}`.trim(),
  ...(plan.Plans ?? []).flatMap(nodesOf),
];

const indexesOf = (plan: Plan): string[] => [
  ...(plan['Index Name'] === undefined ? [] : [plan['Index Name']]),
  ...(plan.Plans ?? []).flatMap(indexesOf),
];

/** The nodes of every plan that a read runs by. */
const nodes = (read: (sql: Sql) => Promise<unknown>): Promise<string[]> => told(read, nodesOf);

async function told(read: (sql: Sql) => Promise<unknown>, tell: (plan: Plan) => string[]): Promise<string[]> {
  const found: string[] = [];
  await snapshot(database, (sql) =>
    read({
      query: async <Row>(text: string, parameters?: readonly unknown[]) => {
        const [row] = await sql.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
          `EXPLAIN (FORMAT JSON) ${text}`,
          parameters,
        );
        found.push(...(row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => tell(Plan)));
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

  // Reads are told not to read a table from end to end: without the index that is theirs they would read another one so.
  describe('but by the index that is made for it', () => {
    const incidents = (filter: Partial<IncidentFilter>, few: number) => (sql: Sql) =>
      readIncidentPage(sql, { ...none, ...filter }, { after: null, limit: 51, few });
    const disputes = (filter: object) => (sql: Sql) =>
      readDisputes(sql, { ...noDispute, asOf: null, ...filter }, { after: null, limit: 51 }, rules);
    const wanted: readonly (readonly [string, string, (sql: Sql) => Promise<unknown>])[] = [
      ...facts.map((text) => [text, 'fact_value', incidents({ facts: [fact(text)] }, 5_000)] as const),
      ...facts.map((text) => [`${text} as of`, 'fact_value', incidents({ facts: [fact(text)], asOf }, 5_000)] as const),
      ['the newest', 'incident_newest', incidents({}, 10)],
      ['contested', 'incident_contested', incidents({ contested: true }, 10)],
      ['contested as of', 'fact_contested', incidents({ contested: true, asOf }, 5_000)],
      ['labels', 'incident_labels', incidents({ tags: ['tag-1'] }, 5_000)],
      ['a word of a statement', 'statement_search', incidents({ phrases: [['zanzibar']] }, 5_000)],
      ['a word of a title', 'incident_search', incidents({ phrases: [['zanzibar']] }, 5_000)],
      ['a speaker', 'position_speaker', incidents({ speakers: ['speaker-7'] }, 5_000)],
      ['all disputes', 'dispute_newest', disputes({})],
      ['open disputes', 'dispute_open', disputes({ open: true })],
      ['disputes of a fact', 'dispute_fact', disputes({ fact: 'exposure.people' })],
    ];

    it.each(wanted)('%s: %s', async (_, index, read) => {
      expect(await told(read, indexesOf)).toContain(index);
    });
  });

  it('for speakers', async () => {
    for (const then of [null, asOf]) {
      await expectIndexed((sql) => readSpeakers(sql, { after: '', limit: 51, asOf: then }));
      await expectIndexed((sql) => readSpeaker(sql, 'speaker-10007', then));
      await expectIndexed((sql) => readSpoken(sql, 'speaker-10007', { after: '', limit: 51, asOf: then }));
    }
  });
});
