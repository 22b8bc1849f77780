import fc from 'fast-check';
import { addMicros, instantOf, parseInstant, type DisclosureEvent, type Instant } from '#contracts';
import {
  compareText,
  defaultPolicy,
  defaultVocabulary,
  definitionOf,
  factId,
  fold,
  logEvent,
  readValue,
  sidesOf,
  type FactView,
  type Incident,
  type LoggedEvent,
} from '#domain';
import {
  readDisputes,
  readIncidentPage,
  readIncidents,
  readSpeaker,
  readSpeakers,
  type IncidentFilter,
} from '#persistence';
import { runningProjector, type RunningProjector } from '../../apps/projector/src/testing/running-projector.js';
import { readFactFilter } from '../../apps/query/src/incidents/fact-filter.js';
import { arbitraryFamilyLog } from '../support/arbitrary-log.js';
import { renamedLog } from '../support/renamed-log.js';

const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };
const seed = Number(process.env['SEED'] ?? 20_211_126);
const logs = Number(process.env['LOGS'] ?? 60);
const moments: (Instant | null)[] = [
  null,
  ...['00:00', '02:30', '05:00', '06:00', '09:30', '12:00'].map((time) => parseInstant(`2021-07-01T${time}:00Z`)),
  parseInstant('2021-06-01T00:00:00Z'),
  parseInstant('2022-01-01T00:00:00Z'),
];
const everything: IncidentFilter = {
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

let running: RunningProjector;
let known: Set<string>;
const families = new Map<string, LoggedEvent[]>();
const told = fc.sample(arbitraryFamilyLog, { seed, numRuns: logs }).map((events, i) => renamedLog(events, `r${i}`));
const incidents = told.flatMap((_, i) => ['i1', 'i2', 'i3'].map((name) => `r${i}-${name}`));

beforeAll(async () => {
  running = await runningProjector();
  await running.append(told.flat().map((event) => ({ key: event.subject, value: JSON.stringify(event) })));
  await running.caughtUp();
  for (const [i, events] of told.entries()) families.set(`r${i}`, events.map(logged));
  const rows = await running.sql.query<{ id: string }>('SELECT incident_id AS id FROM incident WHERE version > 0');
  known = new Set(rows.map(({ id }) => id));
});
afterAll(() => running.end());

function logged(event: DisclosureEvent, offset: number): LoggedEvent {
  const recorded = parseInstant(event.recordedtime ?? '') ?? instantOf(0);
  return logEvent(event, recorded, { partition: 0, offset: BigInt(offset) }, defaultVocabulary);
}

const folds = new Map<string, Incident>();
function then(id: string, asOf: Instant | null): Incident {
  const key = `${id} ${asOf ?? ''}`;
  const events = families.get(id.replace(/-.*/, '')) ?? [];
  const incident = folds.get(key) ?? fold(events, id, { ...rules, ...(asOf !== null && { asOf }) });
  folds.set(key, incident);
  return incident;
}

const listed = (asOf: Instant | null): Incident[] =>
  incidents
    .filter((id) => known.has(id))
    .map((id) => then(id, asOf))
    .filter(({ mergedInto, openedAt }) => mergedInto === null && (asOf === null || openedAt !== null));

/** However the list is read: from what a filter finds, or from the newest incidents on. */
async function idsOf(filter: Partial<IncidentFilter>): Promise<string[][]> {
  return Promise.all(
    [0, 3, 5_000].map(async (few) => {
      const page = { after: null, limit: 1_000, few };
      const places = await readIncidentPage(running.sql, { ...everything, ...filter }, page);
      return places.map(({ id }) => id).sort();
    }),
  );
}

const matching = (asOf: Instant | null, holds: (incident: Incident) => boolean): string[][] => {
  const ids = listed(asOf)
    .filter(holds)
    .map(({ id }) => id)
    .sort();
  return [ids, ids, ids];
};

const values = (fact: FactView | undefined) => {
  const definition = definitionOf(defaultVocabulary, fact?.fact ?? '');
  if (fact === undefined || definition === undefined || fact.value === null) return null;
  const denied = fact.stance === 'denied' || !['established', 'suspected', 'contested'].includes(fact.status);
  const extent = denied ? null : readValue(definition, fact.value);
  return typeof extent === 'string' ? null : extent;
};
const interval = (fact: FactView | undefined) => {
  const extent = values(fact);
  return extent?.kind === 'interval' ? { lo: extent.lo, last: extent.hi === null ? Infinity : extent.hi - 1n } : null;
};
const day = (text: string) => BigInt(Date.parse(text)) * 1000n;
const endOfJune1 = day('2021-06-02T00:00:00Z') - 1n;
type Holds = (fact: FactView | undefined) => boolean;
const filters: readonly (readonly [string, Holds])[] = [
  ['exposure.people>=3', (fact) => (interval(fact)?.lo ?? -1n) >= 3n],
  ['exposure.people>2', (fact) => (interval(fact)?.lo ?? -1n) > 2n],
  ['exposure.people<3', (fact) => (interval(fact)?.last ?? 9n) < 3n],
  ['exposure.people<=3', (fact) => (interval(fact)?.last ?? 9n) <= 3n],
  ['exposure.people=2', (fact) => interval(fact)?.lo === 2n && interval(fact)?.last === 2n],
  ['timeline.began<2021-06-02', (fact) => (interval(fact)?.last ?? Infinity) < day('2021-06-02T00:00:00Z')],
  ['timeline.began<=2021-06', (fact) => (interval(fact)?.last ?? Infinity) < day('2021-07-01T00:00:00Z')],
  ['timeline.began>2021-06-01', (fact) => (interval(fact)?.lo ?? 0n) > endOfJune1],
  ['timeline.began>=2021-06-01', (fact) => (interval(fact)?.lo ?? 0n) >= day('2021-06-01T00:00:00Z')],
  [
    'timeline.began=2021-06',
    (fact) => {
      const { lo, last } = interval(fact) ?? { lo: 0n, last: 0n };
      return lo >= day('2021-06-01T00:00:00Z') && last < day('2021-07-01T00:00:00Z');
    },
  ],
  ['response.investigation=underway', (fact) => values(fact) !== null && fact?.value === 'underway'],
  ['attack.entry=BY  mail', (fact) => values(fact) !== null && /^"by\s+mail"$/i.test(JSON.stringify(fact?.value))],
  [
    'impact.cost>=2EUR',
    (fact) => values(fact) !== null && JSON.stringify(fact?.value) === '{"amount":2,"currency":"EUR"}',
  ],
  [
    'impact.cost<2 USD',
    (fact) => values(fact) !== null && JSON.stringify(fact?.value) === '{"amount":1,"currency":"USD"}',
  ],
  ['exposure.data[payment]=affirmed', (fact) => fact?.stance === 'affirmed'],
  ['exposure.data[health]=denied', (fact) => fact?.stance === 'denied'],
  ['exposure.data[payment]=suspected', (fact) => fact?.stance === 'suspected'],
  ['exposure.leaked=undisclosed', (fact) => fact?.status === 'undisclosed'],
  ['exposure.leaked=contested', (fact) => fact?.status === 'contested'],
  ['exposure.leaked=withdrawn', (fact) => fact?.status === 'withdrawn'],
  ['exposure.leaked', (fact) => fact !== undefined],
];

function condition(text: string) {
  const read = readFactFilter(text, defaultVocabulary);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe.each(moments)('of %s', (asOf) => {
  it('the list has the incidents that the fold has, and tells of them what it tells', async () => {
    expect(await idsOf({ asOf })).toEqual(matching(asOf, () => true));
    const options = { ...rules, positions: 'all', quotes: true, asOf } as const;
    const read = await readIncidents(
      running.sql,
      listed(asOf).map(({ id }) => id),
      options,
    );
    const rows = read.map(({ id, openedAt, lastStatementAt, contested, statementCount, speakerCount, facts }) => ({
      ...{ id, openedAt, lastStatementAt, contested, statementCount, speakerCount },
      facts: facts.map(({ fact, item, status, value, stance, speaker, statement, revision, since, positions }) => ({
        ...{ fact, item, status, value, stance, speaker, statement, revision, since },
        positions: positions.map((p) => [
          p.speaker,
          p.stance,
          p.value,
          p.statement,
          p.revision,
          p.saidAt,
          p.relayed,
          p.quote,
        ]),
      })),
    }));
    expect(rows).toEqual(
      listed(asOf).map(({ id, openedAt, lastStatementAt, contested, statementCount, speakerCount, facts }) => ({
        ...{ id, openedAt, lastStatementAt, contested: [...contested].sort(), statementCount, speakerCount },
        facts: facts.map(({ fact, item, status, value, stance, speaker, statement, revision, since, positions }) => ({
          ...{ fact, item, status, value, stance, speaker, statement, revision, since },
          positions: positions.map((p) => [
            p.speaker,
            p.stance,
            p.value,
            p.statement,
            p.revision,
            p.saidAt,
            p.relayed,
            p.quote,
          ]),
        })),
      })),
    );
  });

  it.each(filters)('?fact=%s finds what the fold has', async (text, holds) => {
    const { fact, item } = condition(text);
    const expected = matching(asOf, ({ facts }) =>
      holds(facts.find((each) => each.fact === fact && each.item === item)),
    );
    expect(await idsOf({ asOf, facts: [condition(text)] })).toEqual(expected);
  });

  it('contested, speakers and several filters find what the fold has', async () => {
    for (const contested of [true, false]) {
      expect(await idsOf({ asOf, contested })).toEqual(
        matching(asOf, (each) => each.contested.length > 0 === contested),
      );
    }
    const speaks = (incident: Incident, id: string) =>
      incident.holdings.some(({ held, to }) => to === null && held.speaker === id);
    for (const speaker of ['acme', 'regulator', 'paper', 'gang', 'nobody']) {
      expect(await idsOf({ asOf, speakers: [speaker] })).toEqual(matching(asOf, (each) => speaks(each, speaker)));
    }
    const both = { asOf, speakers: ['acme', 'paper'], contested: true, facts: [condition('timeline.began')] };
    expect(await idsOf(both)).toEqual(
      matching(
        asOf,
        (each) =>
          speaks(each, 'acme') &&
          speaks(each, 'paper') &&
          each.contested.length > 0 &&
          each.facts.some(({ fact }) => fact === 'timeline.began'),
      ),
    );
  });

  it('disputes are those that the fold has, with their sides', async () => {
    const sidesAt = (id: string, key: string, at: Instant | null) => {
      const fact = then(id, at).facts.find((each) => factId(each) === key);
      return sidesOf(fact?.positions ?? []).map((side) => [
        side[0]?.stance,
        side[0]?.value,
        side.map(({ speaker }) => speaker),
      ]);
    };
    const expected = incidents.flatMap((id) =>
      then(id, asOf).disputes.map(({ fact, item, from, to, gap, ended }) => {
        const at = to === null || (asOf !== null && to > asOf) ? asOf : addMicros(to, -1);
        const how = ended === null ? null : [ended.how, ended.entry.id, ended.statement, ended.revision, ended.speaker];
        return { incident: id, fact, item, from, to, gap, how, sides: sidesAt(id, factId({ fact, item }), at) };
      }),
    );
    const all = {
      incident: null,
      fact: null,
      item: null,
      open: null,
      openedBefore: null,
      minAge: null,
      minGap: null,
      asOf,
    };
    const read = async (
      filter:
        | Partial<typeof all>
        | { open: boolean }
        | { minGap: number }
        | { openedBefore: Instant }
        | { fact: string }
        | { minAge: number },
    ) => {
      const found = await readDisputes(running.sql, { ...all, ...filter }, { after: null, limit: 1_000 }, rules);
      return found.map(({ incident, fact, item, from, to, gap, ended, sides }) => ({
        ...{ incident, fact, item, from, to, gap },
        how: ended && [ended.how, ended.cause.id, ended.cause.statement, ended.cause.revision, ended.cause.speaker],
        sides: sides.map(({ stance, value, positions }) => [stance, value, positions.map(({ speaker }) => speaker)]),
      }));
    };
    const sorted = expected.sort(
      (a, b) =>
        compareText(b.from, a.from) ||
        compareText(a.incident, b.incident) ||
        compareText(a.fact, b.fact) ||
        compareText(a.item ?? '', b.item ?? ''),
    );
    expect(await read({})).toEqual(sorted);
    expect(await read({ open: true })).toEqual(sorted.filter(({ to }) => to === null));
    expect(await read({ open: false })).toEqual(sorted.filter(({ to }) => to !== null));
    expect(await read({ minGap: 0.5 })).toEqual(sorted.filter(({ gap }) => gap !== null && gap >= 0.5));
    expect(await read({ fact: 'timeline.began' })).toEqual(sorted.filter(({ fact }) => fact === 'timeline.began'));
    const noon = instantOf(Date.parse('2021-07-01T06:00:00Z'));
    expect(await read({ openedBefore: noon })).toEqual(sorted.filter(({ from }) => from < noon));
    const age = ({ from, to }: { from: string; to: string | null }) =>
      Date.parse(to ?? asOf ?? new Date().toISOString()) - Date.parse(from);
    expect(await read({ minAge: 7_200 })).toEqual(sorted.filter((dispute) => age(dispute) >= 7_200_000));
  });

  it('speakers are those that the fold has', async () => {
    const held = incidents.flatMap((id) =>
      then(id, asOf).facts.flatMap(({ positions }) =>
        positions.map(({ speaker, kind, name }) => ({ id, speaker, kind, name })),
      ),
    );
    const expected = [...Map.groupBy(held, ({ speaker }) => speaker)]
      .sort(([a], [b]) => compareText(a, b))
      .map(([id, each]) => ({
        ...{ id, kind: each[0]?.kind, name: each[0]?.name },
        ...{ incidents: new Set(each.map((one) => one.id)).size, positions: each.length },
      }));
    expect(await readSpeakers(running.sql, { after: '', limit: 100, asOf })).toEqual(expected);
    for (const speaker of expected) expect(await readSpeaker(running.sql, speaker.id, asOf)).toEqual(speaker);
    expect(await readSpeaker(running.sql, 'nobody', asOf)).toBeNull();
  });
});

it('words are found where the fold has them, and nowhere else', async () => {
  const bodies = ({ statements }: Incident): unknown[] =>
    statements.flatMap(({ revisions }) => {
      const data = revisions.at(-1)?.entry.event.data;
      return data !== undefined && 'body' in data ? [data.body] : [];
    });
  for (const word of ['one', 'two', 'a', 'b']) {
    expect(await idsOf({ phrases: [[word]] })).toEqual(
      matching(null, (each) => bodies(each).includes(word) || each.title?.toLowerCase() === word),
    );
  }
  expect(await idsOf({ phrases: [['one'], ['two']] })).toEqual(
    matching(null, (each) => bodies(each).includes('one') && bodies(each).includes('two')),
  );
});
