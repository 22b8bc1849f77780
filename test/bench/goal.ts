import type { Goal } from './part.js';
import { median } from './statistics.js';

export interface Verdict {
  readonly ratio: number;
  /** As it is written; empty where there is none, and a ratio is told for what it is. */
  readonly bound: string;
  readonly told: 'met' | 'not met' | '';
}

/** What came of a goal; what was not measured is not met. */
export function verdictOf({ ratios, least, most }: Goal): Verdict {
  const ratio = median(ratios);
  const bound = [least === undefined ? [] : `≥ ${least}`, most === undefined ? [] : `≤ ${most}`].flat().join(', ');
  const isMet = ratio >= (least ?? -Infinity) && ratio <= (most ?? Infinity);
  return { ratio, bound, told: bound === '' ? '' : isMet ? 'met' : 'not met' };
}
