import fc from 'fast-check';
import { apply, factId, fold, viewOf, type Effect, type Fact, type IncidentState, type LoggedEvent } from '#domain';
import { arbitraryCrowd, arbitraryNewStatements } from '../../../test/support/arbitrary-log.js';
import { rules } from '../../../test/support/replay.js';
import { plain } from './testing/plain.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };
const entryAsKey = (member: string, value: unknown) =>
  member === 'entry' ? (value as { id: string }).id : typeof value === 'bigint' ? value.toString() : value;

/** What the read models keep of an incident, row by row. */
function rowsOf({ statements, facts }: IncidentState): Map<string, string> {
  const rows = new Map<string, string>();
  const add = (key: readonly unknown[], row: unknown) => rows.set(key.join(' '), JSON.stringify(row, entryAsKey));
  for (const [key, { id, revisions, spans }] of statements) {
    for (const span of spans) add(['stood', key, span.from], span);
    for (const { number, kind, entry } of revisions) {
      const claims = entry.assertions.map(({ fact }) =>
        facts
          .get(fact)
          ?.claimsBy(entry)
          .map(({ index, saidAt, echo }) => [index, saidAt, echo]),
      );
      add(['revision', id, number], { kind, entry, claims });
    }
  }
  for (const [id, { spans, disputes, voices }] of facts) {
    for (const span of spans) add(['fact', id, span.from], span);
    for (const dispute of disputes.all) add(['dispute', id, dispute.from], dispute);
    for (const [speaker, voice] of voices) {
      for (const [slot, holding] of voice.holdings()) add(['position', id, speaker, slot, holding.from], holding);
    }
  }
  return rows;
}

/** By row, whether it is told as a new one. */
function toldBy({ statements, facts }: Effect): Map<string, boolean> {
  const told = new Map<string, boolean>();
  for (const [key, { after, rows }] of statements) {
    for (const [from, isNew] of rows.spans) told.set(`stood ${key} ${from}`, isNew);
    for (const [number, isNew] of rows.revisions) told.set(`revision ${after?.id ?? key} ${number}`, isNew);
  }
  for (const [id, { rows, redated }] of facts) {
    for (const [from, isNew] of rows.spans) told.set(`fact ${id} ${from}`, isNew);
    for (const from of rows.disputes) told.set(`dispute ${id} ${from}`, false);
    for (const { speaker, slot, from, isNew } of rows.holdings.values())
      told.set(`position ${id} ${speaker} ${slot} ${from}`, isNew);
    for (const { statement, revision } of redated) told.set(`revision ${statement} ${revision}`, false);
  }
  return told;
}

const isLast =
  ({ id }: LoggedEvent) =>
  ({ steps }: Fact) =>
    steps.at(-1)?.move.entry.id === id;

describe('a late event', () => {
  it.each([
    ['of statements that are heard of again', arbitraryCrowd],
    ['of statements that are new', arbitraryNewStatements],
  ])('%s leaves what the fold of everything so far gives, and names every row that differs', (_, logs) => {
    fc.assert(
      fc.property(logs, (events) => {
        const states = new Map<string, IncidentState>();
        for (const [i, logged] of events.entries()) {
          const state = states.get('incident');
          const before = state === undefined ? new Map<string, string>() : rowsOf(state);
          const [applied] = apply(states, logged, rules);
          if (applied === undefined) throw new Error('nothing was applied');
          const after = rowsOf(applied.state);
          const differ = [...new Set([...before.keys(), ...after.keys()])].filter(
            (key) => before.get(key) !== after.get(key),
          );
          const told = toldBy(applied.effect);
          expect(differ.filter((key) => !told.has(key))).toEqual([]);
          expect([...told].filter(([key, isNew]) => isNew && before.has(key))).toEqual([]);
          // An event that comes last may name a row that it leaves as it was: of one instant, what was last is what counts.
          const last = new Set([...applied.state.facts.values()].filter(isLast(logged)).map(factId));
          const late = [...told.keys()].filter(
            (key) => /^(fact|dispute|position) /.test(key) && !last.has(key.split(' ')[1] ?? ''),
          );
          expect(late.filter((key) => !differ.includes(key))).toEqual([]);
          if (i === events.length - 1 || i === events.length >> 1)
            expect(plain(viewOf(applied.state, rules))).toEqual(plain(fold(events.slice(0, i + 1), 'incident', rules)));
        }
      }),
      runs,
    );
  });
});
