import type { Instant } from '#contracts';
import type { Assertion } from './claim.js';
import type { SourceEntry } from './logged-event.js';
import { Origins } from './origins.js';
import { compareStanding, denialOf, equalHeld, hold, mainSlot, slotOf, type Held } from './position.js';
import { isPreferred, type Scales } from './resolve.js';
import { Sorted } from './sorted.js';
import type { Move } from './statement.js';

/** From when to when, on the publication axis, a speaker held a position; `to: null` is now. */
export interface Holding {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly held: Held;
}

interface Slot {
  /** The claims that stand; the last is the one that counts. */
  readonly claims: Sorted<Held>;
  held: Held | null;
  readonly holdings: Holding[];
}

/** Another position in a slot. */
export interface Shift {
  readonly slot: string;
  readonly was: Held | null;
  readonly is: Held | null;
}

/** What a move did to what one speaker says; enough to take it back. */
export interface Turn {
  readonly move: Move;
  readonly gone: readonly Held[];
  readonly added: readonly Held[];
  readonly shifts: readonly Shift[];
  /** Those of its claims that a later one may be an echo of. */
  readonly origins: readonly Held[];
}

/** Holdings of a slot as they were, from the one at this index on. */
export interface Tail {
  readonly index: number;
  readonly holdings: readonly Holding[];
}

/** What one speaker says of one fact: its claims that stand, and the positions that come of them. */
export class Voice {
  private readonly origins = new Origins();
  private readonly slots = new Map<string, Slot>();
  private readonly turns: Turn[] = [];
  private readonly told = new Map<SourceEntry, readonly Held[]>();
  /** By statement, its claims that stand. */
  private readonly standing = new Map<string, readonly Held[]>();
  /** How many positions it holds now. */
  count = 0;

  constructor(
    private readonly speaker: string,
    private readonly scales: Scales,
  ) {}

  /** What it affirms, suspects, or leaves open; of a flag, denies. */
  get main(): Held | null {
    return this.slots.get(mainSlot)?.held ?? null;
  }

  get positions(): Held[] {
    return [...this.slots.values()].flatMap(({ held }) => held ?? []);
  }

  claimsBy(entry: SourceEntry): readonly Held[] {
    return this.told.get(entry) ?? [];
  }

  *holdings(): Generator<readonly [slot: string, holding: Holding]> {
    for (const [slot, { holdings }] of this.slots) for (const holding of holdings) yield [slot, holding];
  }

  holdingsIn(slot: string): readonly Holding[] {
    return this.slots.get(slot)?.holdings ?? [];
  }

  /** What it held when an instant had not come yet. */
  heldBefore(at: Instant): Held[] {
    return [...this.slots.values()].flatMap(({ holdings }) => {
      const last = holdings.findLast(({ from }) => from < at);
      return last !== undefined && (last.to === null || last.to >= at) ? last.held : [];
    });
  }

  /**
   * Applies a move that comes after all before it.
   * @param known the claims of the move as they were held, where it is applied anew: what is the same stays the same object.
   */
  advance(move: Move, known: readonly Held[] = []): Turn {
    const gone = this.standing.get(move.statement) ?? [];
    const origins: Held[] = [];
    const added: Held[] = [];
    for (const assertion of move.assertions) {
      if (assertion.speaker.id !== this.speaker) continue;
      const origin = this.origins.of(assertion);
      const now = this.hold(assertion, move, origin);
      const held = known.find((each) => each.index === now.index && equalHeld(each, now)) ?? now;
      added.push(held);
      // Whatever repeats this claim repeats its origin too, and that comes first.
      if (origin !== undefined) continue;
      this.origins.add(held);
      origins.push(held);
    }
    const turn = { move, gone, added, shifts: this.shift(gone, added), origins };
    this.turns.push(turn);
    this.told.set(move.entry, added);
    this.stand(move.statement, added);
    return turn;
  }

  /**
   * Takes back every move from an instant on.
   * @returns what they did, in their order.
   */
  rewind(at: Instant): Turn[] {
    const undone: Turn[] = [];
    for (let turn = this.turns.at(-1); turn !== undefined && turn.move.entry.time >= at; turn = this.turns.at(-1)) {
      this.turns.pop();
      undone.push(turn);
      this.undo(turn);
    }
    return undone.reverse();
  }

  /** Cuts off what was held in a slot from an instant on, and says what that was. */
  cut(name: string, at: Instant): Tail {
    const { holdings } = this.slot(name);
    let index = holdings.length;
    for (let last = holdings[index - 1]; last !== undefined && (last.to === null || last.to >= at);) {
      index -= 1;
      last = holdings[index - 1];
    }
    const tail = holdings.splice(index);
    const [first] = tail;
    if (first !== undefined && first.from < at) holdings.push({ ...first, to: null });
    return { index, holdings: tail };
  }

  /**
   * Notes what it holds in a slot from `at` on.
   * @returns from when the holdings are that differ now.
   */
  note(slot: string, at: Instant): Instant[] {
    const { held, holdings } = this.slot(slot);
    const touched: Instant[] = [];
    const last = holdings.at(-1);
    if (last?.to === null) {
      holdings.pop();
      // What was held for no time at all was never public.
      if (last.from !== at) holdings.push({ ...last, to: at });
      touched.push(last.from);
    }
    if (held === null) return touched;
    const before = holdings.at(-1);
    if (before?.to === at && before.held === held) {
      holdings.pop();
      holdings.push({ ...before, to: null });
      return [...touched, before.from];
    }
    holdings.push({ from: at, to: null, held });
    return [...touched, at];
  }

  /**
   * A relayed claim without `saidAt` whose value is the same as, or broader than, that of an earlier claim of its speaker
   * with the same stance is an echo of the first such: so a stale or rounding article that repeats an old figure reopens nothing.
   */
  private hold(assertion: Assertion, move: Move, origin: Held | undefined): Held {
    const echo = origin !== undefined && assertion.relayed && assertion.saidAt === null;
    const saidAt = echo ? origin.saidAt : (assertion.saidAt ?? move.entry.time);
    return hold(assertion, move, { saidAt, echo, preferred: isPreferred(assertion, this.scales.ruling) });
  }

  private shift(gone: readonly Held[], added: readonly Held[]): Shift[] {
    const before = this.top(mainSlot);
    for (const claim of gone) this.slot(slotOf(claim)).claims.remove(claim);
    for (const claim of added) this.slot(slotOf(claim)).claims.add(claim);
    const reached = new Set([mainSlot, ...gone.map(slotOf), ...added.map(slotOf)]);
    // A value and its denial: whichever stands, the other does not.
    for (const main of [before, this.top(mainSlot)]) {
      const denial = denialOf(main);
      if (denial !== null && this.slots.has(denial)) reached.add(denial);
    }
    return [...reached].flatMap((slot) => {
      const is = this.positionIn(slot);
      const was = this.slots.get(slot)?.held ?? null;
      if (was === is) return [];
      this.place(slot, was, is);
      return [{ slot, was, is }];
    });
  }

  private undo({ move, gone, added, shifts, origins }: Turn): void {
    for (const claim of added) this.slot(slotOf(claim)).claims.remove(claim);
    for (const claim of gone) this.slot(slotOf(claim)).claims.add(claim);
    for (const { slot, was, is } of shifts) this.place(slot, is, was);
    for (const claim of origins) this.origins.remove(claim);
    this.told.delete(move.entry);
    this.stand(move.statement, gone);
  }

  private place(slot: string, was: Held | null, is: Held | null): void {
    this.slot(slot).held = is;
    this.count += Number(is !== null) - Number(was !== null);
  }

  private stand(statement: string, claims: readonly Held[]): void {
    if (claims.length > 0) this.standing.set(statement, claims);
    else this.standing.delete(statement);
  }

  private positionIn(slot: string): Held | null {
    const top = this.top(slot);
    if (top === null) return null;
    const denial = denialOf(slot === mainSlot ? top : this.top(mainSlot));
    if (denial === null || (slot !== mainSlot && slot !== denial)) return top;
    const rival = this.top(slot === mainSlot ? denial : mainSlot);
    return rival === null || compareStanding(top, rival) > 0 ? top : null;
  }

  private top(slot: string): Held | null {
    return this.slots.get(slot)?.claims.last ?? null;
  }

  private slot(name: string): Slot {
    const slot = this.slots.get(name) ?? { claims: new Sorted(compareStanding), held: null, holdings: [] };
    this.slots.set(name, slot);
    return slot;
  }
}

export function equalHoldings(a: Holding, b: Holding): boolean {
  return a.from === b.from && a.to === b.to && equalHeld(a.held, b.held);
}
