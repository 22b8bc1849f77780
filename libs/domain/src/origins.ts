import type { Assertion } from './claim.js';
import type { Held } from './position.js';
import { insertionIndex } from './sorted.js';
import { relate, sameKey } from './relate.js';

/** Of one speaker's claims on one fact, those that a later one may be an echo of: no other repeats them. */
export class Origins {
  private readonly exact = new Map<string, Held>();
  /** By stance, ascending by where the value begins. */
  private readonly intervals = new Map<
    string,
    { readonly lo: bigint; readonly order: number; readonly claim: Held }[]
  >();
  private count = 0;

  /** The first claim with the same stance whose value is the same as this one's, or within it. */
  of(claim: Assertion): Held | undefined {
    const { stance, extent } = claim;
    if (extent?.kind !== 'interval') return this.exact.get(keyOf(claim));
    const { lo, hi } = extent;
    const list = this.intervals.get(stance) ?? [];
    let first: (typeof list)[number] | undefined;
    for (let i = insertionIndex(list, (each) => each.lo >= lo); i < list.length; i++) {
      const each = list[i];
      if (each === undefined || (hi !== null && each.lo >= hi)) break;
      if (each.claim.extent === null || (first !== undefined && first.order < each.order)) continue;
      const relation = relate(extent, each.claim.extent);
      if (relation === 'same' || relation === 'broader') first = each;
    }
    return first?.claim;
  }

  add(claim: Held): void {
    const { stance, extent } = claim;
    if (extent?.kind !== 'interval') {
      this.exact.set(keyOf(claim), claim);
      return;
    }
    const list = this.intervals.get(stance) ?? [];
    this.intervals.set(stance, list);
    this.count += 1;
    const { lo } = extent;
    list.splice(
      insertionIndex(list, (each) => each.lo > lo),
      0,
      { lo, order: this.count, claim },
    );
  }

  /** Takes back one that was added, where what came after it is taken back already. */
  remove(claim: Held): void {
    const { stance, extent } = claim;
    if (extent?.kind !== 'interval') {
      this.exact.delete(keyOf(claim));
      return;
    }
    const list = this.intervals.get(stance) ?? [];
    const first = insertionIndex(list, (each) => each.lo >= extent.lo);
    for (let i = first; i < list.length; i++) {
      if (list[i]?.claim !== claim) continue;
      list.splice(i, 1);
      return;
    }
  }
}

function keyOf({ stance, extent }: Pick<Held, 'stance' | 'extent'>): string {
  return extent === null ? stance : `${stance} ${sameKey(extent)}`;
}
