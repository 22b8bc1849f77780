import { daysInMonth, instantMicros, parseInstant, type ClaimValue } from '#contracts';
import type { FactDefinition } from './vocabulary.js';

/** A value in the form in which it compares. Intervals are half-open; `hi: null` has no upper bound. */
export type Extent =
  | { readonly kind: 'interval'; readonly lo: bigint; readonly hi: bigint | null }
  | { readonly kind: 'term' | 'text'; readonly text: string }
  | { readonly kind: 'money'; readonly amount: number; readonly currency: string }
  | { readonly kind: 'flag' };

export const flagExtent: Extent = { kind: 'flag' };

/** Dates are in microseconds since 1970, counts as they are. A string says what is wrong with the value. */
export function readValue(definition: FactDefinition, value: ClaimValue): Extent | string {
  switch (definition.type) {
    case 'date':
      return (typeof value === 'string' ? readDate(value) : null) ?? 'must be an EDTF date';
    case 'count':
      return readCount(value);
    case 'term':
      return readTerm(definition, value);
    case 'text':
      return typeof value === 'string' ? { kind: 'text', text: foldText(value) } : 'must be a text';
    case 'money':
      return readMoney(value);
    case 'flag':
      return 'must not be given: a flag has no value of its own';
  }
}

/** Two texts are the same after NFKC, lower case and white-space folding. */
function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

const termPattern = /^[a-z0-9][a-z0-9._:-]{0,199}$/;

function readTerm(definition: FactDefinition, value: ClaimValue): Extent | string {
  if (definition.terms !== undefined && !(definition.terms as readonly unknown[]).includes(value)) {
    return `must be one of ${definition.terms.join(', ')}`;
  }
  return typeof value === 'string' && termPattern.test(value) ? { kind: 'term', text: value } : 'must be a term';
}

function readMoney(value: ClaimValue): Extent | string {
  if (typeof value !== 'object' || !('amount' in value)) return 'must be {amount, currency}';
  const { amount, currency, ...rest } = value;
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) return 'must have an amount of 0 or more';
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    return 'must have a currency of three capital letters (ISO 4217)';
  return Object.keys(rest).length > 0 ? 'must be {amount, currency} and no more' : { kind: 'money', amount, currency };
}

const countForm = 'must be a whole number from 0 to 9007199254740991 or {min?, max?, approximate?} of such';

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readCount(value: ClaimValue): Extent | string {
  if (isCount(value)) return { kind: 'interval', lo: BigInt(value), hi: BigInt(value) + 1n };
  if (typeof value !== 'object' || 'amount' in value) return countForm;
  const { min, max, approximate = false, ...rest } = value;
  const bounds = [min, max].filter((bound) => bound !== undefined);
  if (Object.keys(rest).length > 0 || typeof approximate !== 'boolean' || !bounds.every(isCount)) return countForm;
  if (bounds.length === 0) return 'must have a min or a max';
  if (min !== undefined && max !== undefined && min > max) return 'must not have a min above its max';
  const lo = BigInt(min ?? 0);
  const hi = max === undefined ? null : BigInt(max);
  if (!approximate) return { kind: 'interval', lo, hi: hi === null ? null : hi + 1n };
  return { kind: 'interval', lo: (lo * 9n) / 10n, hi: hi === null ? null : (hi * 11n + 9n) / 10n + 1n };
}

/** Source: EDTF level 0 (ISO 8601-2), UTC. */
function readDate(text: string): Extent | null {
  const [start, end, more] = text.split('/');
  if (start === undefined || more !== undefined) return null;
  if (end !== undefined) {
    const from = readDay(start);
    const to = readDay(end);
    return from !== null && to !== null && from.lo < to.hi ? { kind: 'interval', lo: from.lo, hi: to.hi } : null;
  }
  const day = readDay(start);
  if (day !== null) return { kind: 'interval', ...day };
  const instant = parseInstant(start);
  if (instant === null) return null;
  const micros = instantMicros(instant);
  return { kind: 'interval', lo: micros, hi: micros + 1n };
}

function readDay(text: string): { lo: bigint; hi: bigint } | null {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
  if (match === null) return null;
  const [, y, m, d] = match;
  const year = Number(y);
  if (m === undefined) return { lo: dayMicros(year, 1, 1), hi: dayMicros(year + 1, 1, 1) };
  const month = Number(m);
  if (month < 1 || month > 12) return null;
  if (d === undefined) return { lo: dayMicros(year, month, 1), hi: dayMicros(year, month + 1, 1) };
  const day = Number(d);
  if (day < 1 || day > daysInMonth(year, month)) return null;
  return { lo: dayMicros(year, month, day), hi: dayMicros(year, month, day + 1) };
}

function dayMicros(year: number, month: number, day: number): bigint {
  return BigInt(new Date(0).setUTCFullYear(year, month - 1, day)) * 1000n;
}
