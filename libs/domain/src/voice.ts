import type { Instant } from '#contracts';
import { Origins } from './origins.js';
import { compareStanding, denialSlot, mainSlot, slotOf, type Held } from './position.js';
import { Sorted } from './sorted.js';

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

/** What one speaker says of one fact: its claims that stand, and the positions that come of them. */
export class Voice {
  readonly origins = new Origins();
  private readonly slots = new Map<string, Slot>();
  /** How many positions it holds now. */
  count = 0;

  /** What it affirms, suspects, or leaves open; of a flag, denies. */
  get main(): Held | null {
    return this.slots.get(mainSlot)?.held ?? null;
  }

  get positions(): Held[] {
    return [...this.slots.values()].flatMap(({ held }) => held ?? []);
  }

  *holdings(): Generator<readonly [slot: string, holding: Holding]> {
    for (const [slot, { holdings }] of this.slots) for (const holding of holdings) yield [slot, holding];
  }

  holdingsIn(slot: string): readonly Holding[] {
    return this.slots.get(slot)?.holdings ?? [];
  }

  /**
   * Takes claims away and adds others.
   * @returns the slots in which it now holds another position, with the one that it held before.
   */
  move(gone: readonly Held[], added: readonly Held[]): { slot: string; was: Held | null; is: Held | null }[] {
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
      this.slot(slot).held = is;
      this.count += Number(is !== null) - Number(was !== null);
      return [{ slot, was, is }];
    });
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

/** The slot in which a speaker denies what it holds here. */
function denialOf(main: Held | null): string | null {
  return main === null || main.extent === null || main.type === 'flag' ? null : denialSlot(main.extent);
}
