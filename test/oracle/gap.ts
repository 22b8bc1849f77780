import type { Fact } from './facts.js';
import { relationTo } from './facts.js';
import { micros, startOfDay } from './instant.js';
import type { Value } from './event.js';
import { countInterval, dateInterval, textOf } from './relate.js';
import { typeOf, type Rules } from './rules.js';
import type { Said } from './statements.js';

const day = 86_400_000_000;

/** The larger's lower bound over the smaller's upper one, less 1. */
function countGap(a: Value, b: Value): number {
  const [smaller, larger] = [countInterval(a), countInterval(b)].sort((x, y) => (x.from < y.from ? -1 : 1));
  const most = Number(smaller?.to ?? 0n);
  return Number(larger?.from ?? 0n) / (most === 0 ? 1 : most) - 1;
}

/** Where the last day of a date starts; an instant is its own. */
function lastDay(text: string): bigint {
  if (/[Tt]/.test(text)) return micros(text);
  const end = new Date(Number((dateInterval(text).to ?? 0n) / 1000n));
  return startOfDay(end.getUTCFullYear(), end.getUTCMonth() + 1, end.getUTCDate());
}

function dateGap(a: string, b: string): number {
  const [earlier = '', later = ''] = [a, b].sort((x, y) => (dateInterval(x).from < dateInterval(y).from ? -1 : 1));
  return Number(dateInterval(later).from - lastDay(earlier)) / day;
}

/** How far apart the first position and whichever conflicting one lies farthest from it. */
export function gapOf({ positions: [first, ...others] }: Fact, rules: Rules): number | null {
  if (first === undefined || first.stance === 'denied') return null;
  const gaps = others
    .filter((said) => said.stance !== 'denied' && relationTo(first, said, rules) === 'conflicts')
    .flatMap((said) => distance(first, said, rules) ?? []);
  return gaps.length === 0 ? null : Number(Math.max(...gaps).toPrecision(12));
}

function distance(a: Said, b: Said, rules: Rules): number | null {
  if (a.value === null || b.value === null) return null;
  const type = typeOf(a.fact, rules);
  if (type === 'count') return countGap(a.value, b.value);
  return type === 'date' ? dateGap(textOf(a.value), textOf(b.value)) : null;
}
