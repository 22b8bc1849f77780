import type { Assertion } from './claim.js';
import type { SourceEntry } from './logged-event.js';
import { compareSource } from './order.js';
import type { Held } from './position.js';
import { inserted, insertionIndex } from './sorted.js';
import { relate, sameKey } from './relate.js';

interface Begun {
  readonly lo: bigint;
  readonly claim: Held;
}

/** Of one speaker's claims on one fact, those that a later one may be an echo of: no other repeats them. */
export class Origins {
  private exact: Map<string, Held> | null = null;
  /** By stance, ascending by where the value begins. */
  private intervals: Map<string, Begun[]> | null = null;

  /** Of the claims up to an event, the first with the same stance whose value is the same as this one's, or within it. */
  of(claim: Assertion, entry: SourceEntry): Held | undefined {
    const first = this.firstOf(claim);
    return first === undefined || compareSource(first.entry, entry) > 0 ? undefined : first;
  }

  private firstOf(claim: Assertion): Held | undefined {
    const { stance, extent } = claim;
    if (extent?.kind !== 'interval') return this.exact?.get(keyOf(claim));
    const { lo, hi } = extent;
    const list = this.intervals?.get(stance) ?? [];
    let first: Begun | undefined;
    for (let i = insertionIndex(list, (each) => each.lo >= lo); i < list.length; i++) {
      const each = list[i];
      if (each === undefined || (hi !== null && each.lo >= hi)) break;
      if (each.claim.extent === null || (first !== undefined && compareClaims(first.claim, each.claim) < 0)) continue;
      const relation = relate(extent, each.claim.extent);
      if (relation === 'same' || relation === 'broader') first = each;
    }
    return first?.claim;
  }

  add(claim: Held): void {
    const { stance, extent } = claim;
    if (extent?.kind !== 'interval') {
      this.exact ??= new Map();
      const known = this.exact.get(keyOf(claim));
      if (known === undefined || compareClaims(claim, known) < 0) this.exact.set(keyOf(claim), claim);
      return;
    }
    this.intervals ??= new Map();
    const list = this.intervals.get(stance) ?? [];
    const { lo } = extent;
    const at = insertionIndex(list, (each) => each.lo > lo);
    this.intervals.set(stance, inserted(list, at, { lo, claim }));
  }

  /** Takes back one that was added, where what came after it is taken back already. */
  remove(claim: Held): void {
    const { stance, extent } = claim;
    if (extent?.kind !== 'interval') {
      // It may have repeated one that was put into the past since.
      if (this.exact?.get(keyOf(claim)) === claim) this.exact.delete(keyOf(claim));
      return;
    }
    const list = this.intervals?.get(stance) ?? [];
    const first = insertionIndex(list, (each) => each.lo >= extent.lo);
    for (let i = first; i < list.length; i++) {
      if (list[i]?.claim !== claim) continue;
      list.splice(i, 1);
      return;
    }
  }
}

/** Whether a claim says the same as another, or something broader. */
export function repeats(a: Assertion, b: Assertion): boolean {
  if (a.stance !== b.stance) return false;
  if (a.extent === null || b.extent === null) return a.extent === b.extent;
  const relation = relate(a.extent, b.extent);
  return relation === 'same' || relation === 'broader';
}

function compareClaims(a: Held, b: Held): number {
  return compareSource(a.entry, b.entry) || a.index - b.index;
}

function keyOf({ stance, extent }: Pick<Held, 'stance' | 'extent'>): string {
  return extent === null ? stance : `${stance} ${sameKey(extent)}`;
}
