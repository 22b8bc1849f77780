import type { Instant } from '#contracts';
import type { SourceEntry } from './logged-event.js';
import { compareStanding, denialOf, equalHeld, mainSlot, type Held } from './position.js';
import { appended, insertionIndex, Sorted } from './sorted.js';

/** From when to when, on the publication axis, a speaker held a position; `to: null` is now. */
export interface Holding {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly held: Held;
}

/** Told of holdings that differ now, by when they begin; a new one may be told of as an old one that differs before. */
export type OnChanged = (from: Instant, isNew: boolean) => void;

/** Holdings of a slot as they were, from the one at this index on. */
export interface Tail {
  readonly index: number;
  readonly holdings: readonly Holding[];
}

/** From a move on, the claim of a slot that all others give way to. */
export interface Top {
  readonly entry: SourceEntry;
  readonly claim: Held | null;
  /** The slot in which its speaker denies that. */
  readonly denial: string | null;
}

/** A moment, told by what comes after it. */
export type IsLater = (entry: SourceEntry) => boolean;

/** What a speaker says of a fact, or one of its denials of a value. */
export class Slot {
  /** Those that stand. */
  readonly claims = new Sorted<Held>(compareStanding);
  held: Held | null = null;
  holdings: Holding[] = [];
  /** In the order of the fold; none is the one before it. */
  tops: Top[] = [];

  get top(): Held | null {
    return this.claims.last ?? null;
  }

  topAt(isLater: IsLater): Held | null {
    return this.tops[insertionIndex(this.tops, ({ entry }) => isLater(entry)) - 1]?.claim ?? null;
  }

  /** Notes what the top is from a move on that comes after all before it. */
  noteTop(entry: SourceEntry): void {
    const { top } = this;
    if ((this.tops.at(-1)?.claim ?? null) !== top) this.tops = appended(this.tops, toTop(entry, top));
  }

  forgetTop(entry: SourceEntry): void {
    if (this.tops.at(-1)?.entry === entry) this.tops.pop();
  }

  heldBefore(at: Instant): Held | null {
    const last = this.holdings[insertionIndex(this.holdings, ({ from }) => from >= at) - 1];
    return last !== undefined && (last.to === null || last.to >= at) ? last.held : null;
  }

  /** Cuts off what was held from an instant on, and says what that was. */
  cut(at: Instant): Tail {
    const index = this.firstTo(at);
    const holdings = this.holdings.splice(index);
    const [first] = holdings;
    if (first !== undefined && first.from < at) this.holdings.push({ ...first, to: null });
    return { index, holdings };
  }

  /** Notes what is held from `at` on. */
  note(at: Instant, onChanged: OnChanged): void {
    this.holdings = hold(this.holdings, at, this.held, onChanged);
  }

  /**
   * Says anew what was held between the first and the last of some instants; what was held at others stays.
   * @returns the holdings as they were there, and as they are.
   */
  retell(instants: readonly Instant[], heldAt: (at: Instant) => Held | null): [was: Holding[], is: Holding[]] {
    const first = instants.reduce((a, b) => (a < b ? a : b));
    const last = instants.reduce((a, b) => (a > b ? a : b));
    const start = this.firstTo(first);
    const end = insertionIndex(this.holdings, ({ from }) => from > last);
    const was = this.holdings.slice(start, end);
    const [opening, closing] = [was[0], was.at(-1)];
    let is = opening !== undefined && opening.from < first ? [{ ...opening, to: null as Instant | null }] : [];
    const bounds = was.flatMap(({ from, to }) => [from, ...(to === null ? [] : [to])]);
    const known = new Set([...instants, ...bounds.filter((at) => at >= first && at <= last)]);
    for (const at of [...known].sort()) is = hold(is, at, heldAt(at));
    const open = is.at(-1);
    if (open?.to === null && closing !== undefined && (closing.to ?? first) > last) {
      is.pop();
      is.push({ ...open, to: closing.to });
    }
    this.holdings = [...this.holdings.slice(0, start), ...is, ...this.holdings.slice(end)];
    return [was, is];
  }

  private firstTo(at: Instant): number {
    return insertionIndex(this.holdings, ({ to }) => to === null || to >= at);
  }
}

export function toTop(entry: SourceEntry, claim: Held | null): Top {
  return { entry, claim, denial: denialOf(claim) };
}

/** A value and its denial: whichever stands, the other does not. */
export function positionIn(name: string, topOf: (name: string) => Held | null): Held | null {
  const top = topOf(name);
  if (top === null) return null;
  const denial = denialOf(name === mainSlot ? top : topOf(mainSlot));
  if (denial === null || (name !== mainSlot && name !== denial)) return top;
  const rival = topOf(name === mainSlot ? denial : mainSlot);
  return rival === null || compareStanding(top, rival) > 0 ? top : null;
}

function hold(holdings: Holding[], at: Instant, held: Held | null, onChanged?: OnChanged): Holding[] {
  const last = holdings.at(-1);
  if (last?.to === null) {
    holdings.pop();
    // What was held for no time at all was never public.
    if (last.from !== at) holdings.push({ ...last, to: at });
    onChanged?.(last.from, false);
  }
  if (held === null) return holdings;
  const before = holdings.at(-1);
  if (before?.to === at && before.held === held) {
    holdings.pop();
    holdings.push({ ...before, to: null });
    onChanged?.(before.from, false);
    return holdings;
  }
  onChanged?.(at, true);
  return appended(holdings, { from: at, to: null, held });
}

export function equalHoldings(a: Holding, b: Holding): boolean {
  return a.from === b.from && a.to === b.to && equalHeld(a.held, b.held);
}
