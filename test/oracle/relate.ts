import type { Value } from './event.js';
import { micros, startOfDay } from './instant.js';

export type Relation = 'same' | 'refines' | 'broader' | 'overlaps' | 'conflicts' | 'incomparable';
/** Both ends included; `null` is no upper bound. */
export interface Interval {
  readonly from: bigint;
  readonly to: bigint | null;
}

function calendar(text: string): Interval {
  if (text.includes('T') || text.includes('t')) return { from: micros(text), to: micros(text) };
  const [year = 0, month, day] = text.split('-').map(Number);
  const from = startOfDay(year, month ?? 1, day ?? 1);
  if (day !== undefined) return { from, to: startOfDay(year, month ?? 1, day + 1) - 1n };
  if (month !== undefined) return { from, to: startOfDay(year, month + 1, 1) - 1n };
  return { from, to: startOfDay(year + 1, 1, 1) - 1n };
}

/** EDTF level 0. */
export function dateInterval(text: string): Interval {
  const [first = '', last = first] = text.split('/');
  return { from: calendar(first).from, to: calendar(last).to };
}

export function countInterval(value: Value): Interval {
  if (typeof value === 'number') return { from: BigInt(value), to: BigInt(value) };
  const { min, max, approximate } = value as { min?: number; max?: number; approximate?: boolean };
  const [least, most] = [BigInt(min ?? 0), max === undefined ? null : BigInt(max)];
  if (approximate !== true) return { from: least, to: most };
  return { from: (least * 9n) / 10n, to: most === null ? null : (most * 11n + 9n) / 10n };
}

function relateIntervals(a: Interval, b: Interval): Relation {
  const ends = (x: bigint | null, y: bigint | null) => x === null || (y !== null && x >= y);
  const [aHoldsB, bHoldsA] = [a.from <= b.from && ends(a.to, b.to), b.from <= a.from && ends(b.to, a.to)];
  if (aHoldsB && bHoldsA) return 'same';
  if (bHoldsA) return 'refines';
  if (aHoldsB) return 'broader';
  const apart = (a.to !== null && a.to < b.from) || (b.to !== null && b.to < a.from);
  return apart ? 'conflicts' : 'overlaps';
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

export function textOf(value: Value): string {
  if (typeof value !== 'string') throw new Error(`no text: ${JSON.stringify(value)}`);
  return value;
}

/** How two values of a type compare. Flags have none. */
export function relate(type: string, a: Value, b: Value): Relation {
  switch (type) {
    case 'date':
      return relateIntervals(dateInterval(textOf(a)), dateInterval(textOf(b)));
    case 'count':
      return relateIntervals(countInterval(a), countInterval(b));
    case 'term':
      return a === b ? 'same' : 'conflicts';
    case 'text':
      return folded(textOf(a)) === folded(textOf(b)) ? 'same' : 'incomparable';
    case 'money': {
      const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
      if (x['currency'] !== y['currency']) return 'incomparable';
      return x['amount'] === y['amount'] ? 'same' : 'conflicts';
    }
    default:
      throw new Error(`no values of type ${type}`);
  }
}
