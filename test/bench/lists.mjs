// How long lists take, and which plans they run by: node test/bench/lists.mjs DATABASE_URL [--plans] [NAME …]
// On an empty database: after `npm run build`; fills it from incidents.sql (two minutes) where it has no incidents.
import { readFile } from 'node:fs/promises';
import { defaultPolicy, defaultVocabulary } from '#domain';
import {
  createDataSource,
  migrate,
  readDisputes,
  readIncidentPage,
  readIncidents,
  readSpeaker,
  readSpeakers,
  readSpoken,
  snapshot,
} from '#persistence';

const [url, ...options] = process.argv.slice(2);
const plans = options.includes('--plans');
const names = options.filter((option) => !option.startsWith('--'));
const database = await createDataSource({ url, application: 'bench', onLost: () => undefined }).initialize();
await migrate(database);
const [{ count }] = await database.query('SELECT count(*)::int FROM incident');
if (count === 0) {
  const script = await readFile(new URL('incidents.sql', import.meta.url), 'utf8');
  for (const part of script.replaceAll(':incidents', '200000').split(/;\n/))
    if (part.trim() !== '') await database.query(part);
}

const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };
const none = {
  organisations: [],
  sectors: [],
  countries: [],
  tags: [],
  speakers: [],
  contested: null,
  facts: [],
  phrases: [],
  updatedSince: null,
  asOf: null,
};
const noDispute = {
  incident: null,
  fact: null,
  item: null,
  open: null,
  openedBefore: null,
  minAge: null,
  minGap: null,
  asOf: null,
};
const held = [
  { column: 'status', values: ['established', 'suspected', 'contested'] },
  { column: 'stance', values: ['affirmed', 'suspected'] },
];
const people = (least) => ({
  fact: 'exposure.people',
  item: null,
  among: held,
  bounds: [{ column: 'lo', operator: '>=', value: least }],
});
const before = (date) => {
  const value = Date.parse(date) * 1000;
  return {
    fact: 'timeline.began',
    item: null,
    among: held,
    bounds: [
      { column: 'lo', operator: '<', value },
      { column: 'hi', operator: '<=', value },
    ],
  };
};
const flag = (fact, item, stance) => ({
  fact,
  item,
  among: [
    { column: 'status', values: ['established', 'denied', 'contested'] },
    { column: 'stance', values: [stance] },
  ],
  bounds: [],
});
const then = '2018-01-01T00:00:00.000000Z';
const early = '2015-01-01T12:00:00.000000Z';

const incidents =
  (filter, limit = 51) =>
  async (sql) => {
    const places = await readIncidentPage(sql, { ...none, ...filter }, { after: null, limit });
    await readIncidents(
      sql,
      places.slice(0, 50).map(({ id }) => id),
      { ...rules, positions: 20, quotes: false, asOf: filter.asOf ?? null },
    );
    return places.length;
  };
const disputes = (filter) => async (sql) =>
  (await readDisputes(sql, { ...noDispute, ...filter }, { after: null, limit: 51 }, rules)).length;
const wanted = {
  'SELECT by key': async (sql) =>
    (
      await sql.query('SELECT version FROM incident WHERE incident_id = $1', [
        `incident-${Math.ceil(Math.random() * 200_000)}`,
      ])
    ).length,
  'one incident': async (sql) =>
    (
      await readIncidents(sql, [`incident-${Math.ceil(Math.random() * 200_000)}`], {
        ...rules,
        positions: 'all',
        quotes: true,
      })
    ).length,
  incidents: incidents({}),
  'incidents as of': incidents({ asOf: then }),
  'incidents as of, few': incidents({ asOf: early }),
  'fact, common': incidents({ facts: [people(1_000_000)] }),
  'fact, rare': incidents({ facts: [people(4_999_000)] }),
  'fact, none': incidents({ facts: [people(9_000_000)] }),
  'fact, old (half)': incidents({ facts: [before('2018-01-01')] }),
  'fact, old (few)': incidents({ facts: [before('2015-01-03')] }),
  'fact, flag rare': incidents({ facts: [flag('exposure.leaked', null, 'denied')] }),
  'fact as of, common': incidents({ facts: [people(1_000_000)], asOf: then }),
  'fact as of, rare': incidents({ facts: [people(4_999_000)], asOf: then }),
  'two facts, rare together': incidents({ facts: [people(4_000_000), before('2015-02-01')] }),
  contested: incidents({ contested: true }),
  'contested as of': incidents({ contested: true, asOf: then }),
  'contested as of, few': incidents({ contested: true, asOf: early }),
  'contested=false as of': incidents({ contested: false, asOf: then }),
  organisation: incidents({ organisations: ['org-17'] }),
  'country, common': incidents({ countries: ['JP'] }),
  'country, rare': incidents({ countries: ['IS'] }),
  'speaker, common': incidents({ speakers: ['speaker-10007'] }),
  'speaker, rare': incidents({ speakers: ['speaker-77'] }),
  'speaker as of': incidents({ speakers: ['speaker-77'], asOf: then }),
  'q, in all': incidents({ phrases: [['attackers']] }),
  'q, in half': incidents({ phrases: [['passwords']] }),
  'q, 7 %': incidents({ phrases: [['ransom']] }),
  'q, rare': incidents({ phrases: [['zanzibar']] }),
  'q, two words': incidents({ phrases: [['passwords'], ['ransom']] }),
  'q, two rare together': incidents({ phrases: [['word17'], ['word18'], ['word19']] }),
  'q, phrase': incidents({ phrases: [['file', 'server']] }),
  disputes: disputes({}),
  'disputes open': disputes({ open: true }),
  'disputes open, gap': disputes({ open: true, minGap: 9.5 }),
  'disputes open, gap none': disputes({ open: true, minGap: 95 }),
  'disputes fact': disputes({ fact: 'exposure.people' }),
  'disputes as of': disputes({ asOf: then }),
  'disputes open as of': disputes({ open: true, asOf: then }),
  'disputes old': disputes({ open: true, minAge: 86_400 * 365 * 5 }),
  speakers: async (sql) => (await readSpeakers(sql, { after: '', limit: 51, asOf: null })).length,
  'speakers as of': async (sql) => (await readSpeakers(sql, { after: '', limit: 51, asOf: then })).length,
  'one speaker': async (sql) => (await readSpeaker(sql, 'speaker-10007', null)).incidents,
  'one speaker, where': async (sql) =>
    (await readSpoken(sql, 'speaker-10007', { after: '', limit: 51, asOf: null })).length,
};

const explained = (sql) => ({
  query: async (text, parameters) => {
    if (!text.includes('set_config')) {
      const rows = await sql.query(`EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) ${text}`, parameters);
      console.log(rows.map((row) => `    ${row['QUERY PLAN']}`).join('\n'), '\n');
    }
    return sql.query(text, parameters);
  },
});

for (const [name, read] of Object.entries(wanted)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const times = [];
  let rows = 0;
  for (let run = 0; run < 40; run += 1) {
    const start = performance.now();
    rows = await snapshot(database, read);
    times.push(performance.now() - start);
    if (performance.now() - start > 500 && run >= 5) break;
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1).padStart(8);
  console.log(`${name.padEnd(28)} ${String(rows).padStart(6)} rows  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`);
  if (plans) await snapshot(database, (sql) => read(explained(sql)));
}
await database.destroy();
