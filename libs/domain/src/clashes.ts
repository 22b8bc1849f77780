import type { Position } from './position.js';
import { sameKey } from './relate.js';
import { Sorted } from './sorted.js';
import type { Extent } from './value.js';
import type { FactType } from './vocabulary.js';

/** Made when there is something to count: most facts are never denied, and few are sums of money. */
type Counts = Map<string, number> | null;

interface Interval {
  readonly lo: bigint;
  readonly hi: bigint | null;
  /** Its last day, or its last count; of an instant, itself. */
  readonly last: bigint | null;
}

type Ended = Interval & { readonly last: bigint };

const day = 86_400_000_000n;

function intervalOf(type: FactType, { lo, hi }: { lo: bigint; hi: bigint | null }): Interval {
  if (hi === null) return { lo, hi, last: null };
  if (type === 'count') return { lo, hi, last: hi - 1n };
  return { lo, hi, last: hi - day > lo ? hi - day : lo };
}

function compareStart(a: Interval, b: Interval): number {
  return compareBig(a.lo, b.lo);
}

function compareLast(a: Ended, b: Ended): number {
  return compareBig(a.last, b.last) || compareBig(a.hi ?? 0n, b.hi ?? 0n);
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The positions on one fact that carry a value, kept so that whether any conflicts with the first of them, and how far
 * apart they are, is told without a look at them all. Agrees with `relatePositions`.
 */
export class Clashes {
  /** How many hold, and how many deny, each value. */
  private held: Counts = null;
  private denied: Counts = null;
  private byCurrency: Counts = null;
  private readonly byStart = new Sorted<Interval>(compareStart);
  private readonly byLast = new Sorted<Ended>(compareLast);

  constructor(private readonly type: FactType) {}

  add(position: Position): void {
    this.count(position, 1);
  }

  remove(position: Position): void {
    this.count(position, -1);
  }

  /** Whether any of them conflicts with `first`, which may be one of them. */
  with({ stance, extent }: Position): boolean {
    if (extent === null) return false;
    const key = sameKey(extent);
    const opposed = stance === 'denied' ? this.held : this.denied;
    if (opposed?.has(key) === true) return true;
    if (stance === 'denied') return false;
    switch (extent.kind) {
      case 'flag':
      case 'text':
        return false;
      case 'term':
        return this.held !== null && this.held.size > Number(this.held.has(key));
      case 'money':
        return (this.byCurrency?.get(extent.currency) ?? 0) > (this.held?.get(key) ?? 0);
      case 'interval':
        return this.later(extent) !== undefined || this.earlier(extent) !== undefined;
    }
  }

  /**
   * From `first` to whichever conflicting position lies farthest from it, denials of values aside: of counts the ratio less
   * one, of dates days; `null` of everything else.
   */
  gap({ stance, extent }: Position): number | null {
    if (extent?.kind !== 'interval' || stance === 'denied') return null;
    const first = intervalOf(this.type, extent);
    const [later, earlier] = [this.later(first), this.earlier(first)];
    const gaps = [later && this.between(first, later), earlier && this.between(earlier, first)];
    return gaps.reduce<number | null>((most, gap) => (gap === undefined ? most : Math.max(most ?? 0, gap)), null);
  }

  private between({ last }: Interval, { lo }: Interval): number {
    if (last === null) return 0;
    const gap =
      this.type === 'date' ? Number(lo - last) / Number(day) : Number(lo) / Number(last === 0n ? 1n : last) - 1;
    // 115 is 0.15 above 100, whatever floating point makes of it.
    return Number(gap.toPrecision(12));
  }

  /** Of those that begin when `first` is over, the one that begins last. */
  private later({ hi }: Pick<Interval, 'lo' | 'hi'>): Interval | undefined {
    const { last } = this.byStart;
    return last !== undefined && hi !== null && last.lo >= hi ? last : undefined;
  }

  private earlier({ lo }: Pick<Interval, 'lo' | 'hi'>): Interval | undefined {
    // Within one day an interval that reaches into `first` may end before one that does not.
    for (const each of this.byLast) {
      if (each.last >= lo) return undefined;
      if (each.hi !== null && each.hi <= lo) return each;
    }
    return undefined;
  }

  private count({ stance, extent }: Position, by: 1 | -1): void {
    if (extent === null) return;
    const key = sameKey(extent);
    if (stance === 'denied') {
      this.denied = bumped(this.denied, key, by);
      return;
    }
    this.held = bumped(this.held, key, by);
    if (extent.kind === 'money') this.byCurrency = bumped(this.byCurrency, extent.currency, by);
    if (extent.kind === 'interval') this.place(extent, by);
  }

  private place(extent: Extract<Extent, { kind: 'interval' }>, by: 1 | -1): void {
    const interval = intervalOf(this.type, extent);
    const { last } = interval;
    if (by === 1) this.byStart.add(interval);
    else this.byStart.remove(interval);
    if (last === null) return;
    if (by === 1) this.byLast.add({ ...interval, last });
    else this.byLast.remove({ ...interval, last });
  }
}

function bumped(counts: Counts, key: string, by: number): Counts {
  const own = counts ?? new Map<string, number>();
  const count = (own.get(key) ?? 0) + by;
  if (count === 0) own.delete(key);
  else own.set(key, count);
  return own;
}
