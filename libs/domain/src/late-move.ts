import type { Head, Instant } from '#contracts';
import { holdOf, isValued, type Fact, type Moved, type Step } from './fact.js';
import { beginnings, noRows, noteHolding, type FactRows } from './fact-rows.js';
import type { SourceEntry } from './logged-event.js';
import { compareSource } from './order.js';
import { equalHeld, type Held } from './position.js';
import { Reweighing, type Swap } from './reweighing.js';
import { insertionIndex } from './sorted.js';
import { speakersOf, type Move, type Revised } from './move.js';
import type { Retold } from './late-turn.js';
import { equalHoldings, type Tail } from './slot.js';
import type { Shift, Turn } from './turn.js';
import type { Voice } from './voice.js';

export interface FactMoved {
  readonly before: Head | null;
  readonly after: Fact;
  readonly moved: ReadonlyMap<string, Moved>;
  readonly rows: FactRows;
  readonly redated: readonly Held[];
}

/**
 * Puts moves of a statement into the past of a fact. Only who speaks in them is heard anew, from that instant on; what
 * follows for everybody is weighed anew where one of their positions is another than it was.
 */
export function revise(fact: Fact, statement: string, revised: Revised): FactMoved {
  const { was, is, speakers } = revised;
  const before = fact.head;
  const rows = noRows();
  const at = [...was, ...is].map(({ entry }) => entry.time).reduce((a, b) => (a < b ? a : b));
  const { fresh, dead } = replaceSteps(fact, revised);
  const swaps = new Map<SourceEntry, Swap[]>();
  const swapsAt = ({ entry }: Move): Swap[] => {
    const list = swaps.get(entry) ?? [];
    swaps.set(entry, list);
    return list;
  };
  const moved = new Map<string, Moved>();
  const redated: Held[] = [];
  const involved = new Set([...speakers, ...[...was, ...is].flatMap(speakersOf)]);
  for (const speaker of involved) {
    const voice = fact.voice(speaker);
    const holdBefore = holdOf(voice);
    const late = was.length === 0 && is.length === 1 && is[0] !== undefined ? voice.insert(is[0]) : null;
    if (late !== null) {
      noteRetold(late, speaker, rows);
      moved.set(speaker, { before: holdBefore, after: holdOf(voice) });
      for (const { was, is } of late.turns) {
        setShifts(stepAt(fact, is.move.entry), speaker, is.shifts);
        if (was !== null) swapsAt(is.move).push({ speaker, which: 'was', shifts: was.shifts });
        swapsAt(is.move).push({ speaker, which: 'is', shifts: is.shifts });
      }
      continue;
    }
    const undone = voice.rewind(at);
    const redone = hearAnew(voice, undone, movesOf(speaker, undone, revised), { at, speaker, rows });
    redated.push(...redatedIn(undone, redone));
    moved.set(speaker, { before: holdBefore, after: holdOf(voice) });
    const [gone, come] = [turnsNotIn(redone, undone), turnsNotIn(undone, redone)];
    for (const { move } of gone) setShifts(stepAt(fact, move.entry), speaker, []);
    for (const { move, shifts } of come) setShifts(stepAt(fact, move.entry), speaker, shifts);
    for (const { move, shifts } of gone) swapsAt(move).push({ speaker, which: 'was', shifts });
    for (const { move, shifts } of come) swapsAt(move).push({ speaker, which: 'is', shifts });
  }
  fact.saying.set(statement, is.length === 0 ? speakers : speakersOf(is.at(-1) ?? { assertions: [] }));
  const changed = new Reweighing(fact, { at, swaps, fresh, dead }).run();
  fact.steps = dead.size === 0 ? fact.steps : fact.steps.filter((step) => !dead.has(step));
  fact.everValued = fact.steps.some(({ move }) => isValued(move));
  if (was.length > 0 || fact.scales.ruling !== null) fact.retell(at, null, rows);
  else if (changed !== null) fact.retell(...spanOf(fact, changed), rows);
  return { before, after: fact, moved, rows, redated };
}

/** Those that are gone keep their places for now: what came of them is compared with. */
function replaceSteps(fact: Fact, { was, is }: Revised): { fresh: Set<Step>; dead: Set<Step> } {
  const fresh = new Set<Step>();
  const kept = new Set<SourceEntry>();
  const known = new Set(was.map(({ entry }) => entry));
  for (const move of is) {
    kept.add(move.entry);
    if (known.has(move.entry)) {
      stepAt(fact, move.entry).move = move;
      continue;
    }
    const step: Step = { move, shifts: [], resolution: null };
    fact.steps.splice(indexAfter(fact, move.entry), 0, step);
    fresh.add(step);
  }
  const dead = was.filter(({ entry }) => !kept.has(entry)).map(({ entry }) => stepAt(fact, entry));
  return { fresh, dead: new Set(dead) };
}

function indexAfter({ steps }: Fact, entry: SourceEntry): number {
  return insertionIndex(steps, ({ move }) => compareSource(move.entry, entry) > 0);
}

function stepAt(fact: Fact, entry: SourceEntry): Step {
  const step = fact.steps[indexAfter(fact, entry) - 1];
  if (step?.move.entry !== entry) throw new Error('no such step');
  return step;
}

function setShifts(step: Step, speaker: string, shifts: readonly Shift[]): void {
  const others = step.shifts.filter((each) => each.speaker !== speaker);
  step.shifts = shifts.length === 0 ? others : [...others, { speaker, shifts }];
}

/** What the speaker says, or is silent of, from there on. */
function movesOf(speaker: string, undone: readonly Turn[], { was, is, speakers }: Revised): Move[] {
  const replaced = new Set(was.map(({ entry }) => entry));
  const others = undone.map(({ move }) => move).filter(({ entry }) => !replaced.has(entry));
  const own = is.filter((move, i) => {
    const last = is[i - 1];
    return speakersOf(move).includes(speaker) || (last === undefined ? speakers : speakersOf(last)).includes(speaker);
  });
  return [...others, ...own].sort((a, b) => compareSource(a.entry, b.entry));
}

function hearAnew(
  voice: Voice,
  undone: readonly Turn[],
  moves: readonly Move[],
  { at, speaker, rows }: { at: Instant; speaker: string; rows: FactRows },
): Turn[] {
  const known = new Map(undone.map(({ move, added }) => [move.entry, added]));
  const tails = new Map<string, Tail>();
  const cut = (slot: string) => {
    if (!tails.has(slot)) tails.set(slot, voice.cut(slot, at));
  };
  for (const { shifts } of undone) for (const { slot } of shifts) cut(slot);
  const redone = moves.map((move) => {
    const turn = voice.advance(move, known.get(move.entry));
    for (const { slot } of turn.shifts) {
      cut(slot);
      voice.note(slot, move.entry.time);
    }
    return turn;
  });
  for (const [slot, { index, holdings }] of tails) {
    for (const from of beginnings(holdings, voice.holdingsIn(slot).slice(index), equalHoldings)) {
      noteHolding(rows, { speaker, slot, from, isNew: false });
    }
  }
  return redone;
}

/** From when to when something else was held to be so; the step after that ends it, or begins what follows. */
function spanOf({ steps }: Fact, [first, last]: readonly [number, number]): [from: Instant, until: Instant | null] {
  const [begin, end] = [steps[first], steps[last + 1]];
  if (begin === undefined) throw new Error('no such step');
  return [begin.move.entry.time, end?.move.entry.time ?? null];
}

function noteRetold({ holdings }: Retold, speaker: string, rows: FactRows): void {
  for (const [slot, was, is] of holdings) {
    for (const from of beginnings(was, is, equalHoldings)) noteHolding(rows, { speaker, slot, from, isNew: false });
  }
}

/** Turns that did something else, or were none, among the others. */
function turnsNotIn(others: readonly Turn[], turns: readonly Turn[]): Turn[] {
  const known = new Map(others.map(({ move, shifts }) => [move.entry, shifts]));
  return turns.filter(({ move, shifts }) => {
    const other = known.get(move.entry);
    return other?.length !== shifts.length || !shifts.every((shift, i) => isSameShift(shift, other[i]));
  });
}

function isSameShift({ slot, was, is }: Shift, other: Shift | undefined): boolean {
  return slot === other?.slot && was === other.was && is === other.is;
}

/** Claims that were held before, whose date or echo is another now. */
function redatedIn(undone: readonly Turn[], redone: readonly Turn[]): Held[] {
  const known = new Map(undone.map(({ move, added }) => [move.entry, added]));
  return redone.flatMap(({ move, added }) => {
    const old = known.get(move.entry);
    if (old === undefined) return [];
    return added.filter((held, i) => old[i] !== undefined && !equalHeld(held, old[i]) && isRedated(held, old[i]));
  });
}

function isRedated(a: Held, b: Held): boolean {
  return a.saidAt !== b.saidAt || a.echo !== b.echo;
}
