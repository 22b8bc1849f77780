import type { Instant, RevisionKind } from '#contracts';
import { factId, type Assertion } from './claim.js';
import { equalJson } from './json.js';
import { eventKey, statementOf, type SourceEntry } from './logged-event.js';
import { compareSource, insertionIndex } from './order.js';

export interface Revision {
  readonly entry: SourceEntry;
  /** From 1, in the order of the fold; a late revision shifts those after it. */
  readonly number: number;
  readonly kind: RevisionKind | null;
}

/** What an event did to its statement. */
export type Step =
  | { readonly kind: 'revision'; readonly entry: SourceEntry; readonly revision: Revision }
  | { readonly kind: 'confirmation'; readonly entry: SourceEntry }
  | { readonly kind: 'retraction'; readonly entry: SourceEntry };

export interface Statement {
  /** As it was recorded: `<incident>/<statement>`. */
  readonly key: string;
  /** As it is named where it belongs: with its incident only where that is another one. */
  readonly id: string;
  readonly steps: readonly Step[];
  readonly revisions: readonly Revision[];
  readonly retracted: { readonly at: Instant; readonly reason: string | null } | null;
}

export function newStatement(entry: SourceEntry, home: string): Statement {
  const key = statementOf(entry);
  return {
    key,
    id: entry.subject === home ? entry.event.data.statement : key,
    steps: [],
    revisions: [],
    retracted: null,
  };
}

/** Puts an event in its place, and works out anew what it and those after it did. */
export function addEntry(statement: Statement, entry: SourceEntry): Statement {
  const { steps } = statement;
  const index = insertionIndex(steps, (step) => compareSource(step.entry, entry) > 0);
  if (index === steps.length) return advance(statement, entry);
  const entries = [
    ...steps.slice(0, index).map((step) => step.entry),
    entry,
    ...steps.slice(index).map((step) => step.entry),
  ];
  return entries.reduce(advance, { ...statement, steps: [], revisions: [], retracted: null });
}

function advance(statement: Statement, entry: SourceEntry): Statement {
  const { event } = entry;
  const { steps, revisions } = statement;
  if (event.type === 'disclosure.statement.retracted.v1') {
    const retracted = { at: entry.time, reason: event.data.reason ?? null };
    return { ...statement, steps: [...steps, { kind: 'retraction', entry }], retracted };
  }
  const last = revisions.at(-1);
  const published = event.type === 'disclosure.statement.published.v1';
  if (published && last !== undefined && statement.retracted === null && hasContent(last, event.data)) {
    return { ...statement, steps: [...steps, { kind: 'confirmation', entry }] };
  }
  const kind = published ? (last === undefined ? null : 'unlabelled') : event.data.revisionKind;
  const revision: Revision = { entry, number: revisions.length + 1, kind };
  return {
    ...statement,
    steps: [...steps, { kind: 'revision', entry, revision }],
    revisions: [...revisions, revision],
    retracted: null,
  };
}

function hasContent(revision: Revision, content: object): boolean {
  const { revisionKind: _, ...before } = { revisionKind: null, ...revision.entry.event.data };
  return equalJson(before, content);
}

/** The revision that an event made, if it made one. */
export function revisionBy(
  statement: Statement,
  entry: { subject: string; source: string; id: string },
): Revision | undefined {
  const key = eventKey(entry);
  return statement.revisions.findLast((revision) => eventKey(revision.entry) === key);
}

/** What a statement says about one fact from one event on: none of its claims on it, or these. */
export interface Move {
  readonly entry: SourceEntry;
  readonly statement: string;
  readonly revision: number;
  readonly assertions: readonly Assertion[];
}

/** By fact, each time that the statement says something of it, or no more. */
export function movesOf(statement: Statement): Map<string, Move[]> {
  const moves = new Map<string, Move[]>();
  let standing: ReadonlySet<string> = new Set();
  for (const step of statement.steps) {
    const next = movesOfStep(statement.id, step, standing);
    for (const [fact, move] of next.moves) {
      const list = moves.get(fact);
      if (list === undefined) moves.set(fact, [move]);
      else list.push(move);
    }
    standing = next.standing;
  }
  return moves;
}

/** The moves of an event that is the statement's last; `before` is the statement without it. */
export function movesOfLast(before: Statement, after: Statement): ReadonlyMap<string, Move> {
  const step = after.steps.at(-1);
  const last = before.retracted === null ? before.revisions.at(-1) : undefined;
  const standing = new Set(last?.entry.assertions.map(factId));
  return step === undefined ? new Map() : movesOfStep(after.id, step, standing).moves;
}

function movesOfStep(statement: string, step: Step, standing: ReadonlySet<string>) {
  const moves = new Map<string, Move & { assertions: Assertion[] }>();
  if (step.kind === 'confirmation') return { moves, standing };
  const { entry } = step;
  const revision = step.kind === 'revision' ? step.revision.number : 0;
  const silent = (): Move & { assertions: Assertion[] } => ({ entry, statement, revision, assertions: [] });
  for (const fact of standing) moves.set(fact, silent());
  const said = new Set<string>();
  for (const assertion of entry.assertions) {
    const fact = factId(assertion);
    const move = moves.get(fact) ?? silent();
    move.assertions.push(assertion);
    moves.set(fact, move);
    said.add(fact);
  }
  return { moves, standing: said };
}
