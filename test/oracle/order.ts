type Part = string | number | bigint | boolean | null;

/** Strings by code point, null first, `false` before `true`. */
function comparePart(a: Part, b: Part): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Lists part by part: the first difference decides. */
export function compare(a: readonly Part[], b: readonly Part[]): number {
  for (const [i, part] of a.entries()) {
    const order = comparePart(part, b[i] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

export function sortedBy<T>(list: Iterable<T>, key: (item: T) => readonly Part[]): T[] {
  return [...list].sort((a, b) => compare(key(a), key(b)));
}

/** RFC 8785. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // As RFC 8785 has it, by UTF-16 code unit: what sort() does without being told.
  const names = members.map(([name]) => name).sort();
  const byName = new Map(members);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(byName.get(name))}`).join(',')}}`;
}

export const equal = (a: unknown, b: unknown) => canonical(a) === canonical(b);
