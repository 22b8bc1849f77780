import type { SourceEntry } from './logged-event.js';
import { compareSource } from './order.js';
import { compareStanding, denialOf, mainSlot, slotOf, type Held } from './position.js';
import { positionIn, toTop, type Holding, type IsLater, type Slot, type Top } from './slot.js';
import { insertionIndex } from './sorted.js';
import type { Turn } from './turn.js';

/** What one speaker says of one fact. */
export interface Said {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly turns: Turn[];
  /** Whether a claim stands to this day. */
  readonly stands: (claim: Held) => boolean;
}

/** What one more turn in the past makes others. */
export interface Retold {
  readonly turns: readonly { readonly was: Turn | null; readonly is: Turn }[];
  readonly holdings: readonly (readonly [slot: string, was: readonly Holding[], is: readonly Holding[]])[];
}

/** Where a claim that is put into the past makes a difference. */
interface Reach {
  readonly slots: Set<string>;
  readonly entries: Set<SourceEntry>;
}

/**
 * Puts a turn into the past that only adds claims, which stand to this day: each counts from there on until one of its
 * slot that it gives way to, so nothing is looked at but what lies in between.
 */
export function insertTurn(said: Said, turn: Turn): Retold {
  const { slots, turns } = said;
  const { entry } = turn.move;
  const reach: Reach = { slots: new Set(), entries: new Set([entry]) };
  turns.splice(indexOf(turns, entry), 0, turn);
  for (const claim of turn.added) stand(said, claim, entry, reach);
  const changed: { was: Turn | null; is: Turn }[] = [];
  for (const entry of reach.entries) {
    const index = indexOf(turns, entry) - 1;
    const was = turns[index];
    if (was === undefined) throw new Error('no such turn');
    const is = { ...was, shifts: shiftsAt(entry, was, said, reach) };
    turns[index] = is;
    changed.push({ was: was === turn ? null : was, is });
  }
  const instants = [...new Set([...reach.entries].map(({ time }) => time))];
  const holdings = [...reach.slots].flatMap((name) => {
    const slot = slots.get(name);
    if (slot === undefined) return [];
    return [[name, ...slot.retell(instants, (at) => heldAt(name, slots, ({ time }) => time > at))] as const];
  });
  return { turns: changed, holdings };
}

/** Lets a claim stand in its slot from an event on. */
function stand({ slots, stands }: Said, claim: Held, entry: SourceEntry, reach: Reach): void {
  const name = slotOf(claim);
  const slot = slots.get(name);
  if (slot === undefined) throw new Error('no such slot');
  slot.claims.add(claim);
  const start = insertionIndex(slot.tops, (top) => compareSource(top.entry, entry) > 0);
  const before = slot.tops[start - 1];
  const isLast = (top: Top | undefined) =>
    top !== undefined && top.claim !== null && compareStanding(top.claim, claim) > 0 && stands(top.claim);
  if (isLast(before)) return;
  const over = slot.tops.findIndex((top, i) => i >= start && isLast(top));
  const end = over === -1 ? slot.tops.length : over + 1;
  const old = slot.tops.slice(start, end);
  const told: Top[] = [];
  let last = before?.claim ?? null;
  for (const top of [toTop(entry, last), ...old]) {
    reach.entries.add(top.entry);
    const higher = top.claim === null || compareStanding(top.claim, claim) < 0 ? claim : top.claim;
    if (higher !== last) told.push(toTop(top.entry, higher));
    last = higher;
  }
  slot.tops = [...slot.tops.slice(0, start), ...told, ...slot.tops.slice(end)];
  const until = over === -1 ? null : (old.at(-1)?.entry ?? null);
  reach.slots.add(name);
  const denials = [denialOf(claim), before?.denial ?? null, ...old.map(({ denial }) => denial)];
  if (name === mainSlot) for (const denial of denials) meet(slots, denial, { entry, until }, reach);
  else contradict(slots, name, { entry, until }, reach);
}

interface Window {
  readonly entry: SourceEntry;
  readonly until: SourceEntry | null;
}

function within({ tops }: Slot, { entry, until }: Window): [start: number, end: number] {
  const end = until === null ? tops.length : insertionIndex(tops, (top) => compareSource(top.entry, until) > 0);
  return [insertionIndex(tops, (top) => compareSource(top.entry, entry) >= 0), end];
}

/** Where a claim stands in the main slot, the denials of its value may not. */
function meet(slots: Said['slots'], denial: string | null, window: Window, reach: Reach): void {
  const slot = denial === null ? undefined : slots.get(denial);
  if (denial === null || slot === undefined || reach.slots.has(denial)) return;
  reach.slots.add(denial);
  for (const { entry } of slot.tops.slice(...within(slot, window))) reach.entries.add(entry);
}

/** Where a denial stands, the value that it denies may not. */
function contradict(slots: Said['slots'], denial: string, window: Window, reach: Reach): void {
  const main = slots.get(mainSlot);
  if (main === undefined) return;
  const [start, end] = within(main, window);
  for (let i = start; i < end; i++) {
    const top = main.tops[i];
    if (top !== undefined && (top.denial === denial || main.tops[i - 1]?.denial === denial))
      reach.entries.add(top.entry);
    if (top?.denial === denial) reach.slots.add(mainSlot);
  }
  if (main.tops[start - 1]?.denial === denial) reach.slots.add(mainSlot);
}

function shiftsAt(entry: SourceEntry, { shifts }: Turn, { slots }: Said, reach: Reach): Turn['shifts'] {
  const others = shifts.filter(({ slot }) => !reach.slots.has(slot));
  const own = [...reach.slots].flatMap((slot) => {
    const was = heldAt(slot, slots, (each) => compareSource(each, entry) >= 0);
    const is = heldAt(slot, slots, (each) => compareSource(each, entry) > 0);
    return was === is ? [] : [{ slot, was, is }];
  });
  return [...others, ...own];
}

function heldAt(name: string, slots: Said['slots'], isLater: IsLater): Held | null {
  return positionIn(name, (each) => slots.get(each)?.topAt(isLater) ?? null);
}

/** After the turns up to an event. */
function indexOf(turns: readonly Turn[], entry: SourceEntry): number {
  return insertionIndex(turns, ({ move }) => compareSource(move.entry, entry) > 0);
}
