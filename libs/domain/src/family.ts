import type { Instant } from '#contracts';
import { homeOf, keepBooks } from './bookkeeping.js';
import { effectiveEntry } from './effective-entry.js';
import { insertSource, newIncidentState, type IncidentState, type Rules } from './incident-state.js';
import {
  eventKey,
  isSourceEntry,
  statementOf,
  type LoggedEvent,
  type RecordEntry,
  type SourceEntry,
} from './logged-event.js';
import { compareSource } from './order.js';

export interface FoldOptions extends Rules {
  /** Keeps source events effective at or before it. */
  readonly asOf?: Instant;
  /** Keeps events recorded at or before it, and every redaction. */
  readonly knownAt?: Instant;
}

/** The incident that an event names beside its subject: where it, or a statement, goes. */
export function linkOf({ event }: LoggedEvent): string | null {
  if (event.type === 'disclosure.incident.merged.v1') return event.data.into;
  return event.type === 'disclosure.statement.reassigned.v1' ? event.data.to : null;
}

/**
 * Folds all incidents that these events are about, and those that they name.
 * @param events a set: order does not matter, but that of copies the first counts.
 */
export function foldFamily(events: Iterable<LoggedEvent>, options: FoldOptions): Map<string, IncidentState> {
  const states = new Map<string, IncidentState>();
  const stateOf = (incident: string): IncidentState => {
    const state = states.get(incident) ?? newIncidentState(incident);
    states.set(incident, state);
    return state;
  };
  const sources: SourceEntry[] = [];
  const records: RecordEntry[] = [];
  for (const logged of events) {
    const { entries, links } = stateOf(logged.subject);
    if (entries.has(eventKey(logged))) continue;
    entries.set(eventKey(logged), logged);
    const link = linkOf(logged);
    if (link !== null) {
      links.add(link);
      stateOf(link).links.add(logged.subject);
    }
    if (!isKnown(logged, options)) continue;
    if (isSourceEntry(logged)) sources.push(logged);
    else records.push(logged);
  }
  const books = keepBooks(records, options.vocabulary);
  for (const state of states.values()) state.books = books;
  const effective = sources.flatMap((entry) => effectiveEntry(entry, books, options.vocabulary) ?? []);
  const { asOf } = options;
  for (const entry of effective.filter(({ time }) => asOf === undefined || time <= asOf).sort(compareSource)) {
    insertSource(stateOf(homeOf(entry.subject, statementOf(entry), books)), entry, options);
  }
  return states;
}

function isKnown({ recorded, event }: LoggedEvent, { knownAt }: FoldOptions): boolean {
  return knownAt === undefined || recorded <= knownAt || event.type === 'disclosure.statement.redacted.v1';
}

/** The states that are linked with these, however far. */
export function familyOf(states: ReadonlyMap<string, IncidentState>, from: readonly string[]): IncidentState[] {
  const [only] = from.length === 1 ? from : [];
  const alone = only === undefined ? undefined : states.get(only);
  if (alone?.links.size === 0) return [alone];
  const found = new Map<string, IncidentState>();
  const visit = (incident: string): void => {
    const state = states.get(incident);
    if (state === undefined || found.has(incident)) return;
    found.set(incident, state);
    for (const link of state.links) visit(link);
  };
  for (const incident of from) visit(incident);
  return [...found.values()];
}
