import { factId, type Assertion } from './claim.js';
import { differing } from './differing.js';
import type { SourceEntry } from './logged-event.js';
import type { Step } from './step.js';

/** What a statement says about one fact from one event on: none of its claims on it, or these. */
export interface Move {
  readonly entry: SourceEntry;
  readonly statement: string;
  readonly revision: number;
  readonly assertions: readonly Assertion[];
}

/** What a statement says of a fact from some event on, as it was thought to be and as it is. */
export interface Revised {
  readonly was: readonly Move[];
  readonly is: readonly Move[];
  /** Who spoke in what it said until then. */
  readonly speakers: readonly string[];
}

export function movesOfSteps(
  statement: string,
  steps: readonly Step[],
  standingBefore: ReadonlySet<string>,
): Map<string, Move[]> {
  const moves = new Map<string, Move[]>();
  let standing = standingBefore;
  for (const step of steps) {
    const next = movesOfStep(statement, step, standing);
    for (const [fact, move] of next.moves) {
      const list = moves.get(fact);
      if (list === undefined) moves.set(fact, [move]);
      else list.push(move);
    }
    standing = next.standing;
  }
  return moves;
}

export function movesOfStep(statement: string, step: Step, standing: ReadonlySet<string>) {
  const moves = new Map<string, Move>();
  if (step.kind === 'confirmation') return { moves, standing };
  const { entry } = step;
  const revision = step.kind === 'revision' ? step.revision.number : 0;
  for (const fact of standing) moves.set(fact, { entry, statement, revision, assertions: [] });
  const said = new Set<string>();
  for (const assertion of entry.assertions) {
    const fact = factId(assertion);
    const assertions = (moves.get(fact)?.assertions ?? []).concat([assertion]);
    moves.set(fact, { entry, statement, revision, assertions });
    said.add(fact);
  }
  return { moves, standing: said };
}

export function revisedMoves(
  before: ReadonlyMap<string, readonly Move[]>,
  after: ReadonlyMap<string, readonly Move[]>,
  said: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, Revised> {
  const revised = new Map<string, Revised>();
  for (const fact of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(fact) ?? [], after.get(fact) ?? []];
    const [first] = differing(was, is, equalMoves);
    if (first === undefined) continue;
    const last = is[first - 1];
    const speakers = last === undefined ? [...(said.get(fact) ?? [])] : speakersOf(last);
    revised.set(fact, { was: was.slice(first), is: is.slice(first), speakers });
  }
  return revised;
}

export function speakersOf({ assertions }: Pick<Move, 'assertions'>): readonly string[] {
  const [first] = assertions;
  if (first !== undefined && assertions.length === 1) return [first.speaker.id];
  return [...new Set(assertions.map(({ speaker }) => speaker.id))];
}

function equalMoves(a: Move, b: Move): boolean {
  return a.entry === b.entry && a.revision === b.revision && a.assertions.length === b.assertions.length;
}
