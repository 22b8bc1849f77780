import type { Instant, LogOffset } from '#contracts';
import { noBookkeeping, type Bookkeeping } from './bookkeeping.js';
import { undescribed, type Described } from './description.js';
import { advanceFact, comesLast, newFact, refoldFact, type Fact } from './fact.js';
import { statementOf, type LoggedEvent, type SourceEntry } from './logged-event.js';
import { compareSource, compareText } from './order.js';
import type { Policy } from './policy.js';
import type { Scales } from './resolve.js';
import { addEntry, movesOf, movesOfLast, newStatement, type Move, type Statement } from './statement.js';
import type { Vocabulary } from './vocabulary.js';

/** What a fold is made under. */
export interface Rules {
  readonly policy: Policy;
  readonly vocabulary: Vocabulary;
}

/**
 * Everything known of one incident, so that one more event can be put into its place.
 * `insertSource` moves it on in place; what it holds (facts, statements) is never changed, only replaced.
 */
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

/** `undefined` for what was not there, or is no more. */
export interface Replaced<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** What an event replaced in one incident: statements by key, facts by id; and who speaks since, or no more. */
export interface Effect {
  readonly statements: ReadonlyMap<string, Replaced<Statement>>;
  readonly facts: ReadonlyMap<string, Replaced<Fact>>;
  readonly speakersGained: readonly string[];
  readonly speakersLost: readonly string[];
}

export const noEffect: Effect = { statements: new Map(), facts: new Map(), speakersGained: [], speakersLost: [] };

/** Puts a source event, as it counts, into its place in the incident that its statement belongs to. */
export function insertSource(state: IncidentState, entry: SourceEntry, rules: Rules): Effect {
  const key = statementOf(entry);
  const before = state.statements.get(key);
  const earlier = before ?? newStatement(entry, state.id);
  const after = addEntry(earlier, entry);
  state.statements.set(key, after);
  state.statementCount += Number(stands(after)) - Number(stands(earlier));
  if (state.openedAt === null || entry.time < state.openedAt) state.openedAt = entry.time;
  if (state.lastStatementAt === null || entry.time > state.lastStatementAt) state.lastStatementAt = entry.time;
  const facts =
    after.steps.at(-1)?.entry === entry ? moveOn(state, earlier, after, rules) : moveAll(state, earlier, after, rules);
  return { statements: new Map([[key, { before, after }]]), facts, ...countSpeakers(state.speakers, facts.values()) };
}

function stands({ revisions, retracted }: Statement): boolean {
  return revisions.length > 0 && retracted === null;
}

/** The event is its statement's last: only the facts that it or the revision before it names can differ. */
function moveOn(state: IncidentState, before: Statement, after: Statement, rules: Rules): Map<string, Replaced<Fact>> {
  const facts = new Map<string, Replaced<Fact>>();
  for (const [id, move] of movesOfLast(before, after)) {
    const fact = state.facts.get(id) ?? newFact(keyOf(move));
    const scales = scalesOf(state, id, rules);
    const next = comesLast(fact, move)
      ? advanceFact(fact, move, scales)
      : refoldFact(fact, inPlace(movesOn(fact), [move]), scales);
    facts.set(id, { before: state.facts.get(id), after: next });
    state.facts.set(id, next);
  }
  return facts;
}

/** The event is late in its statement: the facts on which the statement now moves otherwise are folded anew. */
function moveAll(state: IncidentState, before: Statement, after: Statement, rules: Rules): Map<string, Replaced<Fact>> {
  const earlier = movesOf(before);
  const later = movesOf(after);
  const facts = new Map<string, Replaced<Fact>>();
  for (const id of new Set([...earlier.keys(), ...later.keys()])) {
    const moves = later.get(id) ?? [];
    const gone = earlier.get(id) ?? [];
    if (equalMoves(gone, moves)) continue;
    const fact = state.facts.get(id);
    const others = movesOn(fact).filter((move) => move.statement !== after.id);
    const key = fact ?? keyOf(moves[0]);
    const next = refoldFact(key, inPlace(others, moves), scalesOf(state, id, rules));
    facts.set(id, { before: fact, after: next });
    state.facts.set(id, next);
  }
  return facts;
}

function keyOf(move: Move | undefined): { fact: string; item: string | null } {
  const assertion = move?.assertions[0];
  if (assertion === undefined) throw new Error('a fact that nobody has named');
  return assertion;
}

function equalMoves(a: readonly Move[], b: readonly Move[]): boolean {
  return a.length === b.length && a.every((move, i) => equalMove(move, b[i]));
}

function equalMove(a: Move, b: Move | undefined): boolean {
  return (
    b !== undefined && a.entry === b.entry && a.revision === b.revision && a.assertions.length === b.assertions.length
  );
}

function movesOn(fact: Fact | undefined): Move[] {
  return fact?.tellings.map(({ move }) => move) ?? [];
}

function inPlace(moves: readonly Move[], added: readonly Move[]): Move[] {
  return [...moves, ...added].sort((a, b) => compareSource(a.entry, b.entry));
}

export function countSpeakers(speakers: Map<string, number>, facts: Iterable<Replaced<Fact>>) {
  const moved = new Map<string, number>();
  for (const { before, after } of facts) {
    for (const speaker of before?.positions.keys() ?? []) moved.set(speaker, (moved.get(speaker) ?? 0) - 1);
    for (const speaker of after?.positions.keys() ?? []) moved.set(speaker, (moved.get(speaker) ?? 0) + 1);
  }
  const speakersGained: string[] = [];
  const speakersLost: string[] = [];
  for (const [speaker, by] of moved) {
    const was = speakers.get(speaker) ?? 0;
    if (was + by > 0) speakers.set(speaker, was + by);
    else speakers.delete(speaker);
    if (was === 0 && by > 0) speakersGained.push(speaker);
    if (was > 0 && was + by === 0) speakersLost.push(speaker);
  }
  return { speakersGained, speakersLost };
}

/** The facts that have something to say now, by (fact, item). */
export function factsOf(state: IncidentState): Fact[] {
  return [...state.facts.values()].filter(({ head }) => head !== null).sort(compareFacts);
}

export function compareFacts(a: Fact, b: Fact): number {
  return compareText(a.fact, b.fact) || compareText(a.item ?? '', b.item ?? '');
}
