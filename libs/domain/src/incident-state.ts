import type { Instant, LogOffset } from '#contracts';
import type { FactKey } from './claim.js';
import { noBookkeeping, type Bookkeeping } from './bookkeeping.js';
import { undescribed, type Described } from './description.js';
import { moveFact, moveStatement, type FactEffect } from './fact-effect.js';
import type { Fact } from './fact.js';
import { statementOf, type LoggedEvent, type SourceEntry } from './logged-event.js';
import { compareText } from './order.js';
import type { Policy } from './policy.js';
import type { Scales } from './resolve.js';
import { noStatementRows, Statement, type StatementBefore, type StatementRows } from './statement.js';
import type { Revision } from './step.js';
import type { Vocabulary } from './vocabulary.js';

/** What a fold is made under. */
export interface Rules {
  readonly policy: Policy;
  readonly vocabulary: Vocabulary;
}

/** Everything known of one incident, so that one more event can be put into its place: it is moved on in place. */
export interface IncidentState {
  readonly id: string;
  /** Events recorded under this incident, as they were received. */
  readonly entries: Map<string, LoggedEvent>;
  /** Incidents that its events, or theirs, name as the other end of a merge or reassignment. */
  readonly links: Set<string>;
  /** What desks have put on record about it and those it is linked with. */
  books: Bookkeeping;
  /** Statements that belong here, by their key. */
  readonly statements: Map<string, Statement>;
  readonly facts: Map<string, Fact>;
  /** Ids of facts. */
  readonly contested: Set<string>;
  /** By speaker, on how many facts it holds a position. */
  readonly speakers: Map<string, number>;
  statementCount: number;
  openedAt: Instant | null;
  lastStatementAt: Instant | null;
  /** The rest hangs on the order of arrival, and is no part of the fold. `latest` is the latest effective time of its own events. */
  latest: Instant | null;
  opened: boolean;
  recordedAt: Instant | null;
  at: LogOffset | null;
  /** Rises by one with each event that touches it. */
  version: number;
}

export function newIncidentState(id: string): IncidentState {
  return {
    id,
    entries: new Map(),
    links: new Set(),
    books: noBookkeeping,
    statements: new Map(),
    facts: new Map(),
    contested: new Set(),
    speakers: new Map(),
    statementCount: 0,
    openedAt: null,
    lastStatementAt: null,
    latest: null,
    opened: false,
    recordedAt: null,
    at: null,
    version: 0,
  };
}

export function describedOf({ id, books }: IncidentState): Described {
  return books.described.get(id) ?? undescribed;
}

function scalesOf({ id, books }: IncidentState, fact: string, { policy }: Rules): Scales {
  return { policy, ruling: books.rulings.get(id)?.get(fact) ?? null };
}

export interface StatementEffect {
  readonly before: StatementBefore | undefined;
  /** `undefined` where it is no more. */
  readonly after: Statement | undefined;
  /** A revision that there was not before: the event's own, or the first. */
  readonly fresh: Revision | null;
  readonly rows: StatementRows;
}

/** What an event made different in one incident: statements by key, facts by id; and who speaks since, or no more. */
export interface Effect {
  readonly statements: ReadonlyMap<string, StatementEffect>;
  readonly facts: ReadonlyMap<string, FactEffect>;
  /** The revision that a source event made. */
  readonly made: Revision | null;
  readonly speakersGained: readonly string[];
  readonly speakersLost: readonly string[];
}

export const noEffect: Effect = {
  statements: new Map(),
  facts: new Map(),
  made: null,
  speakersGained: [],
  speakersLost: [],
};

/** Puts a source event, as it counts, into its place in the incident that its statement belongs to. */
export function insertSource(state: IncidentState, entry: SourceEntry, rules: Rules): Effect {
  const key = statementOf(entry);
  const known = state.statements.get(key);
  const statement = known ?? new Statement(entry, state.id);
  state.statements.set(key, statement);
  const rows = noStatementRows();
  const { before, made, fresh, moves } = statement.insert(entry, rows);
  state.statementCount += Number(statement.stands) - Number(before.stood);
  if (state.openedAt === null || entry.time < state.openedAt) state.openedAt = entry.time;
  if (state.lastStatementAt === null || entry.time > state.lastStatementAt) state.lastStatementAt = entry.time;
  const facts = new Map<string, FactEffect>();
  if ('last' in moves) {
    for (const [id, move] of moves.last) facts.set(id, moveFact(state.facts, id, move, scalesOf(state, id, rules)));
  } else {
    for (const [id, revised] of moves.late) {
      facts.set(id, moveStatement(state.facts, id, statement.id, revised, scalesOf(state, id, rules)));
    }
  }
  for (const [id, { after }] of facts) {
    if (after?.head?.status === 'contested') state.contested.add(id);
    else state.contested.delete(id);
  }
  const statements = new Map([[key, { before: known && before, after: statement, fresh, rows }]]);
  return { statements, facts, made, ...countSpeakers(state.speakers, facts.values()) };
}

export function countSpeakers(speakers: Map<string, number>, facts: Iterable<FactEffect>) {
  const by = new Map<string, number>();
  for (const { moved } of facts) {
    for (const [speaker, { before, after }] of moved) {
      const more = Number(after.count > 0) - Number(before.count > 0);
      if (more !== 0) by.set(speaker, (by.get(speaker) ?? 0) + more);
    }
  }
  const speakersGained: string[] = [];
  const speakersLost: string[] = [];
  for (const [speaker, more] of by) {
    const was = speakers.get(speaker) ?? 0;
    if (was + more > 0) speakers.set(speaker, was + more);
    else speakers.delete(speaker);
    if (was === 0 && more > 0) speakersGained.push(speaker);
    if (was > 0 && was + more === 0) speakersLost.push(speaker);
  }
  return { speakersGained, speakersLost };
}

/** The facts that have something to say now, by (fact, item). */
export function factsOf(state: IncidentState): Fact[] {
  return [...state.facts.values()].filter(({ head }) => head !== null).sort(compareFacts);
}

export function compareFacts(a: FactKey, b: FactKey): number {
  return compareText(a.fact, b.fact) || compareText(a.item ?? '', b.item ?? '');
}
