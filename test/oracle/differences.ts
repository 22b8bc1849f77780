import { equal } from './order.js';

export interface Difference {
  readonly path: string;
  readonly oracle: unknown;
  readonly project: unknown;
}

/** Where two answers differ, as paths to the smallest parts that do. A member that is not there is one that is null. */
export function differences(oracle: unknown, project: unknown, path = ''): Difference[] {
  if (equal(oracle, project)) return [];
  const [a, b] = [oracle, project].map((side) => (typeof side === 'object' && side !== null ? side : null));
  if (!a || !b || Array.isArray(a) !== Array.isArray(b)) return [{ path, oracle, project }];
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.flatMap((name) => differences(left[name] ?? null, right[name] ?? null, `${path}/${name}`));
}
