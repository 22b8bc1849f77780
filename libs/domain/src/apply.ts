import { describedLast, homeOf, keepBooks } from './bookkeeping.js';
import { changesOf, opens, type Standing } from './change.js';
import { type Change } from '#contracts';
import {
  describedOf,
  insertSource,
  newIncidentState,
  noEffect,
  type Effect,
  type IncidentState,
  type Rules,
} from './incident-state.js';
import { describeEffect } from './effect.js';
import { effectiveEntry } from './effective-entry.js';
import { familyOf, foldFamily, linkOf } from './family.js';
import { absorbedBy } from './fold.js';
import {
  eventKey,
  isRecordOf,
  isSourceEntry,
  statementKey,
  statementOf,
  type LoggedEvent,
  type RecordEntry,
  type SourceEntry,
} from './logged-event.js';
import { compareText } from './order.js';

/** What an event did to one incident. */
export interface Applied {
  readonly state: IncidentState;
  readonly before: Standing;
  readonly effect: Effect;
  /** In the order in which they are told. */
  readonly changes: readonly Change[];
}

/**
 * Applies one event that is new; says what became different for whoever relied on it, the subject's incident first.
 * @param states those of every incident linked with the subject, and of the one that the event names; they are moved on
 * in place, and must be thrown away if what came of it is not kept.
 */
export function apply(states: Map<string, IncidentState>, logged: LoggedEvent, rules: Rules): Applied[] {
  const subject = stateOf(states, logged.subject);
  const link = linkOf(logged);
  if (link !== null) {
    subject.links.add(link);
    stateOf(states, link).links.add(subject.id);
  }
  const late = isSourceEntry(logged) && subject.latest !== null && logged.time < subject.latest;
  const before = new Map(familyOf(states, [subject.id]).map((state) => [state.id, standingOf(state)]));
  const marked = late ? { ...logged, late } : logged;
  subject.entries.set(eventKey(marked), marked);
  const effects = isSourceEntry(marked) ? applySource(states, marked, rules) : applyRecord(states, marked, rules);
  const touched = [...before.keys()].filter((id) => isTouched(id, logged, states, before, effects));
  const others = touched.filter((id) => id !== subject.id).sort(compareText);
  return [subject.id, ...others].map((id) => {
    const state = stateOf(states, id);
    const effect = effects.get(id) ?? noEffect;
    const was = before.get(id) ?? standingOf(newIncidentState(id));
    state.version += 1;
    state.recordedAt = logged.recorded;
    state.at = logged.at;
    if (isSourceEntry(logged) && id === logged.subject && (state.latest === null || logged.time > state.latest))
      state.latest = logged.time;
    const changes = changesOf(logged, state, was, effect, { late, before, effects });
    state.opened ||= opens(state, logged);
    return { state, before: was, effect, changes };
  });
}

function stateOf(states: Map<string, IncidentState>, incident: string): IncidentState {
  const state = states.get(incident) ?? newIncidentState(incident);
  states.set(incident, state);
  return state;
}

export function standingOf(state: IncidentState): Standing {
  return {
    described: describedOf(state),
    mergedInto: state.books.merged.get(state.id) ?? null,
    absorbed: state.books.merged.size === 0 ? [] : absorbedBy(state),
  };
}

export function equalStandings(a: Standing, b: Standing): boolean {
  return a.described === b.described && isMergedAs(a, b);
}

function isMergedAs(a: Standing, b: Standing): boolean {
  return a.mergedInto === b.mergedInto && a.absorbed.join() === b.absorbed.join();
}

function isTouched(
  id: string,
  logged: LoggedEvent,
  states: Map<string, IncidentState>,
  before: ReadonlyMap<string, Standing>,
  effects: ReadonlyMap<string, Effect>,
): boolean {
  if (effects.has(id) || id === linkOf(logged)) return true;
  const was = before.get(id);
  const state = stateOf(states, id);
  if (was === undefined || !isMergedAs(was, standingOf(state))) return true;
  // What went through another one before, and goes into it itself now.
  return [...before].some(([other, { mergedInto }]) => mergedInto !== id && state.books.merged.get(other) === id);
}

function applySource(states: Map<string, IncidentState>, logged: SourceEntry, rules: Rules): Map<string, Effect> {
  const { books } = stateOf(states, logged.subject);
  const entry = effectiveEntry(logged, books, rules.vocabulary);
  const home = homeOf(logged.subject, statementOf(logged), books);
  // A retraction is told although it never happened.
  if (entry === null) return new Map(isRetraction(logged) ? [[home, noEffect]] : []);
  return new Map([[home, insertSource(stateOf(states, home), entry, rules)]]);
}

/** What desks put on record may reach anything in the family: it is folded anew. A description reaches no fact. */
function applyRecord(states: Map<string, IncidentState>, logged: RecordEntry, rules: Rules): Map<string, Effect> {
  const family = familyOf(states, [logged.subject]);
  if (isRecordOf('disclosure.incident.described.v1', logged)) {
    const before = stateOf(states, logged.subject).books;
    const books = describedLast(before, logged) ?? keepBooks(family.flatMap(recordsOf), rules.vocabulary);
    for (const state of family) state.books = books;
    return new Map();
  }
  const folded = foldFamily(
    family.flatMap(({ entries }) => [...entries.values()]),
    rules,
  );
  const effects = new Map<string, Effect>();
  for (const before of family) {
    const after = folded.get(before.id) ?? newIncidentState(before.id);
    const { latest, opened, recordedAt, at, version } = before;
    states.set(before.id, Object.assign(after, { latest, opened, recordedAt, at, version }));
    const effect = describeEffect(before, after);
    if (effect !== null) effects.set(before.id, effect);
  }
  // Named by the event although nothing of it differs.
  if ('statement' in logged.event.data) {
    const { books } = stateOf(states, logged.subject);
    const home = homeOf(logged.subject, statementKey(logged.subject, logged.event.data.statement), books);
    if (!effects.has(home)) effects.set(home, noEffect);
  }
  return effects;
}

function isRetraction({ event }: SourceEntry): boolean {
  return event.type === 'disclosure.statement.retracted.v1';
}

function recordsOf({ entries }: IncidentState): RecordEntry[] {
  return [...entries.values()].filter((logged): logged is RecordEntry => !isSourceEntry(logged));
}
