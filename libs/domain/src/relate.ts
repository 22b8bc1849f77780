import type { Extent } from './value.js';

export type Relation = 'same' | 'refines' | 'broader' | 'overlaps' | 'conflicts' | 'incomparable';

/** How value `a` stands to value `b` of the same fact. Only `conflicts` makes a dispute. */
export function relate(a: Extent, b: Extent): Relation {
  if (a.kind === 'interval' && b.kind === 'interval') return relateIntervals(a, b);
  if (a.kind === 'term' && b.kind === 'term') return a.text === b.text ? 'same' : 'conflicts';
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text ? 'same' : 'incomparable';
  if (a.kind === 'money' && b.kind === 'money' && a.currency === b.currency)
    return a.amount === b.amount ? 'same' : 'conflicts';
  return a.kind === 'flag' && b.kind === 'flag' ? 'same' : 'incomparable';
}

interface Interval {
  readonly lo: bigint;
  readonly hi: bigint | null;
}

function relateIntervals(a: Interval, b: Interval): Relation {
  if (a.lo === b.lo && a.hi === b.hi) return 'same';
  if (endsBy(a.hi, b.lo) || endsBy(b.hi, a.lo)) return 'conflicts';
  if (a.lo >= b.lo && isWithin(a.hi, b.hi)) return 'refines';
  if (b.lo >= a.lo && isWithin(b.hi, a.hi)) return 'broader';
  return 'overlaps';
}

function endsBy(hi: bigint | null, lo: bigint): boolean {
  return hi !== null && hi <= lo;
}

function isWithin(inner: bigint | null, outer: bigint | null): boolean {
  return outer === null || (inner !== null && inner <= outer);
}

/** Equal exactly for values that are `same`. */
export function sameKey(extent: Extent): string {
  switch (extent.kind) {
    case 'interval':
      return `${extent.lo}/${extent.hi ?? ''}`;
    case 'term':
    case 'text':
      return extent.text;
    case 'money':
      return `${extent.amount} ${extent.currency}`;
    case 'flag':
      return '';
  }
}
