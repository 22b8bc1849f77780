import { type Head, type Instant } from '#contracts';
import type { Described } from './description.js';
import type { Span } from './fact.js';
import { compareFacts, factsOf, insert, newIncidentState, type IncidentState, type Rules } from './incident-state.js';
import { eventKey, isSourceEntry, type LoggedEvent } from './logged-event.js';
import { compareRecord, compareSource } from './order.js';
import type { Position } from './position.js';
import { compareRank } from './resolve.js';
import type { Statement } from './statement.js';
import { factId } from './claim.js';

/** One fact of an incident: its head, everybody's positions in rank order, and since when it has been so. */
export interface FactView extends Head {
  readonly fact: string;
  readonly item: string | null;
  readonly publisher: string | null;
  readonly since: Instant;
  readonly positions: readonly Position[];
  readonly history: readonly Span[];
}

export interface Incident extends Described {
  readonly id: string;
  readonly openedAt: Instant | null;
  readonly lastStatementAt: Instant | null;
  /** Ids of facts, with their items. */
  readonly contested: readonly string[];
  readonly statementCount: number;
  readonly speakerCount: number;
  readonly facts: readonly FactView[];
  /** What is past and gone by now: facts that are absent, by the spans in which they were not. */
  readonly past: readonly { readonly fact: string; readonly item: string | null; readonly history: readonly Span[] }[];
  readonly statements: readonly Statement[];
}

export interface FoldOptions extends Rules {
  /** Keeps source events effective at or before it. */
  readonly asOf?: Instant;
  /** Keeps events recorded at or before it. */
  readonly knownAt?: Instant;
}

/**
 * The whole truth: what is held to be so about `incident`, given a set of events.
 * Order and copies do not matter, but that of copies the first in `events` counts.
 */
export function fold(events: Iterable<LoggedEvent>, incident: string, options: FoldOptions): Incident {
  return viewOf(foldState(events, incident, options), options);
}

export function foldState(events: Iterable<LoggedEvent>, incident: string, options: FoldOptions): IncidentState {
  const entries = new Map<string, LoggedEvent>();
  for (const logged of events) {
    const key = eventKey(logged);
    if (logged.subject === incident && !entries.has(key)) entries.set(key, logged);
  }
  const kept = [...entries.values()].filter((logged) => isKept(logged, options));
  const state = newIncidentState(incident);
  for (const logged of kept.filter(isSourceEntry).sort(compareSource)) insert(state, logged, options);
  for (const logged of kept.filter((logged) => !isSourceEntry(logged)).sort(compareRecord))
    insert(state, logged, options);
  return state;
}

function isKept(logged: LoggedEvent, { asOf, knownAt }: FoldOptions): boolean {
  if (knownAt !== undefined && logged.recorded > knownAt) return false;
  return asOf === undefined || !isSourceEntry(logged) || logged.time <= asOf;
}

export function viewOf(state: IncidentState, { policy }: Rules): Incident {
  const facts = factsOf(state).flatMap((fact): FactView[] => {
    const span = fact.spans.at(-1);
    if (fact.head === null || span === undefined) return [];
    const positions = [...fact.positions.values()].flat().sort((a, b) => compareRank(a, b, { policy, ruling: null }));
    const { fact: key, item, head, spans: history } = fact;
    return [{ fact: key, item, ...head, publisher: span.publisher, since: span.from, positions, history }];
  });
  const past = [...state.facts.values()]
    .filter(({ head, spans }) => head === null && spans.length > 0)
    .sort(compareFacts);
  return {
    id: state.id,
    ...state.described,
    openedAt: state.openedAt,
    lastStatementAt: state.lastStatementAt,
    contested: facts.filter(({ status }) => status === 'contested').map(factId),
    statementCount: state.statementCount,
    speakerCount: state.speakers.size,
    facts,
    past: past.map(({ fact, item, spans: history }) => ({ fact, item, history })),
    statements: [...state.statements.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
