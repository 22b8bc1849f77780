import {
  apply,
  changeId,
  checkEvent,
  defaultPolicy,
  defaultVocabulary,
  eventKey,
  fold,
  isCopy,
  logEvent,
  type Incident,
  type IncidentState,
  type LoggedEvent,
} from '#domain';
import { applied } from './changes.js';
import { Chance } from './chance.js';
import { differences, type Difference } from './differences.js';
import { nameOf, offsetOf, type Event, type Logged } from './event.js';
import { disputesOf } from './disputes.js';
import { instantsOf, historyOf } from './history.js';
import { instant } from './instant.js';
import { sift } from './log.js';
import { randomLog } from './random-log.js';
import type { Options, Policy } from './rules.js';
import { seeds } from './seeds.js';
import { incidentView, statementViews } from './views.js';

const vocabulary = defaultVocabulary;
const otherPolicy = {
  name: 'other',
  ranks: { ...defaultPolicy.ranks, media: 70, authority: 5 },
  facts: { 'exposure.people': { 'threat-actor': 99 } },
} satisfies Policy;

/** The same log for both: as the oracle reads it, and as the project does. */
function twice(events: readonly Event[]): { log: Logged[]; entries: LoggedEvent[] } {
  const both = events.map((event, i) => {
    const recorded = instant(event.recordedtime ?? '');
    const at = { partition: 0, offset: BigInt(i) };
    const checked = checkEvent(event, recorded, vocabulary);
    if (checked.kind !== 'valid') throw new Error(`${JSON.stringify(checked)} ${JSON.stringify(event)}`);
    return { logged: { event, recorded, ...at }, entry: logEvent(checked.event, recorded, at, vocabulary) };
  });
  return { log: both.map(({ logged }) => logged), entries: both.map(({ entry }) => entry) };
}

/** What the project's fold says, in the shape of the oracle's views. */
function viewOf({ past: _, holdings: __, disputes: ___, statements, facts, ...fields }: Incident) {
  const views = facts.map(({ history: ____, positions, ...fact }) => {
    const told = positions.map(
      ({ speaker, kind, publisher, statement, revision, saidAt, stance, value, relayed, quote }) => {
        return { speaker, kind, publisher, statement, revision, saidAt, stance, value, relayed, quote };
      },
    );
    return { ...fact, positionCount: told.length, positions: told };
  });
  const told = statements.map(({ id, revisions, retracted }) => ({
    statement: id,
    retracted,
    revisions: revisions.map(({ number, kind, entry }) => ({
      revision: number,
      kind,
      at: entry.time,
      source: entry.source,
      id: entry.id,
      body: (entry.event.data as { body?: string }).body ?? null,
      claims: entry.assertions.map(({ claim }) => claim.quote ?? null),
    })),
  }));
  return { ...fields, facts: views, statements: told.filter(({ revisions }) => revisions.length > 0) };
}

function historiesOf({ past, facts }: Incident) {
  return [...past, ...facts]
    .map(({ fact, item, history }) => ({
      fact,
      item,
      spans: history.map(({ from, to, head, publisher }) => ({ ...head, publisher, from, to })),
    }))
    .filter(({ spans }) => spans.length > 0)
    .sort((a, b) => (a.fact + (a.item ?? '') < b.fact + (b.item ?? '') ? -1 : 1));
}

function oracleDisputes(incident: string, events: readonly Logged[], options: Options) {
  const disputes = disputesOf(incident, events, options).map(({ fact, item, from, to, gap, ended }) => {
    const { how, cause } = ended ?? { how: null, cause: null };
    return { fact, item, from, to, gap, how, id: cause?.id, revision: cause?.revision, speaker: cause?.speaker };
  });
  return disputes.map((dispute) => JSON.stringify(dispute)).sort();
}

function projectDisputes({ disputes }: Incident) {
  const told = disputes.map(({ fact, item, from, to, gap, ended }) => {
    const { how = null, entry, revision, speaker } = ended ?? {};
    return { fact, item, from, to, gap, how, id: entry?.id, revision, speaker };
  });
  return told.map((dispute) => JSON.stringify(dispute)).sort();
}

function oracleView(incident: string, events: readonly Logged[], options: Options) {
  const { facts, ...fields } = incidentView(incident, events, options);
  return {
    ...fields,
    // How positions relate is no part of the project's fold, but of its answers.
    facts: facts.map(({ positions, ...fact }) => {
      return { ...fact, positions: positions.map(({ relation: _, ...position }) => position) };
    }),
    statements: statementViews(incident, events, options).map(({ statement, retracted, revisions }) => ({
      statement,
      retracted,
      revisions: revisions.map(({ revision, kind, at, source, id, body, claims }) => {
        return { revision, kind, at, source, id, body, claims: claims.map(({ quote }) => quote ?? null) };
      }),
    })),
  };
}

function foldDifferences(events: readonly Event[], seed: number): Difference[] {
  const { log, entries } = twice(events);
  const { events: set } = sift(log);
  const kept = new Set(set.map(offsetOf));
  const counted = entries.filter(({ at }) => kept.has(`${at.partition}@${at.offset}`));
  const chance = new Chance(seed);
  const instants = instantsOf(set, {});
  const recorded = set.map((one) => one.recorded);
  const lenses: Options[] = [
    {},
    ...(instants.length > 0 ? [{ asOf: chance.of(instants) }] : []),
    { knownAt: chance.of(recorded) },
    { policy: otherPolicy, knownAt: chance.of(recorded), ...(instants.length > 0 && { asOf: chance.of(instants) }) },
  ];
  const incidents = [...new Set(set.map(({ event }) => event.subject))];
  return lenses.flatMap((lens) =>
    incidents.flatMap((incident) => {
      const { policy = defaultPolicy, ...axes } = lens as Options & { policy?: typeof defaultPolicy };
      const folded = fold(counted, incident, { ...axes, policy, vocabulary });
      const path = `${JSON.stringify(axes)} ${policy.name} ${incident}`;
      return [
        ...differences(oracleView(incident, set, lens), viewOf(folded), path),
        ...differences(historyOf(incident, set, lens), historiesOf(folded), `${path} history`),
        ...differences(oracleDisputes(incident, set, lens), projectDisputes(folded), `${path} disputes`),
      ];
    }),
  );
}

function changeDifferences(events: readonly Event[]): Difference[] {
  const { log, entries } = twice(events);
  const states = new Map<string, IncidentState>();
  const told: unknown[] = [];
  const dead: string[] = [];
  for (const entry of entries) {
    const offset = `${entry.at.partition}@${entry.at.offset}`;
    const first = states.get(entry.subject)?.entries.get(eventKey(entry));
    if (first === undefined) {
      const changes = apply(states, entry, { policy: defaultPolicy, vocabulary }).flatMap(({ changes }) => changes);
      told.push([offset, changes.map((change) => ({ id: changeId(change), change }))]);
    } else if (!isCopy(first, entry)) dead.push(offset);
  }
  const sifted = sift(log);
  const expected = [...applied(sifted.events)].map(({ logged, changes }) => [offsetOf(logged), changes]);
  return [
    ...differences(
      sifted.dead.map(({ logged }) => offsetOf(logged)),
      dead,
      'dead',
    ),
    ...differences(expected, told, 'changes'),
  ];
}

/** Leaves out one event after another, as long as something still differs. */
function smallest(events: readonly Event[], differ: (events: readonly Event[]) => Difference[]): readonly Event[] {
  const without = events
    .map((_, i) => events.toSpliced(i, 1))
    .find((fewer) => fewer.length > 0 && differ(fewer).length > 0);
  return without === undefined ? events : smallest(without, differ);
}

function report(seed: number, events: readonly Event[], differ: (events: readonly Event[]) => Difference[]): string {
  const least = smallest(events, differ);
  const lines = least.map(({ id, source, subject, type, time, recordedtime, data }) => {
    const key = source === '/desk' ? id : `${source} ${id}`;
    return `${recordedtime ?? ''} ${subject} ${key} ${nameOf({ type } as Event)} ${time} ${JSON.stringify(data)}`;
  });
  const found = differ(least).map((difference) => JSON.stringify(difference));
  return [`SEED=${seed} LOGS=1`, ...lines, ...found.slice(0, 4)].join('\n');
}

function disagreements(differ: (events: readonly Event[], seed: number) => Difference[]): string[] {
  const found: string[] = [];
  for (const seed of seeds(150)) {
    const chance = new Chance(seed);
    const incidents = ['i1', 'i2', 'i3'].slice(0, 1 + chance.below(3));
    const events = randomLog(seed, { incidents, length: 1 + chance.below(16) });
    const own = (some: readonly Event[]) => differ(some, seed);
    if (events.length > 0 && own(events).length > 0) found.push(report(seed, events, own));
    if (found.length >= 10) break;
  }
  return found;
}

describe('the oracle and the fold of the project', () => {
  const timeout = 3_600_000;
  it(
    'say the same of every incident, as of any instant, by any policy',
    () => {
      expect(disagreements(foldDifferences).join('\n\n')).toBe('');
    },
    timeout,
  );

  it(
    'tell the same changes, event by event',
    () => {
      expect(disagreements(changeDifferences).join('\n\n')).toBe('');
    },
    timeout,
  );
});
