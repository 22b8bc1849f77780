import type { Instant } from '#contracts';

/** Which rows differ, by their key; `true` where it is sure that there was none before. */
export type Rows<Key> = Map<Key, boolean>;

/** What is noted first of a row counts: one that has come, and is another since, is a new one. */
export function noteRow<Key>(rows: Rows<Key>, key: Key, isNew = false): void {
  if (!rows.has(key)) rows.set(key, isNew);
}

/** Which rows of a fact differ: spans and disputes by when they begin, holdings by speaker, slot and that. */
export interface FactRows {
  readonly spans: Rows<Instant>;
  readonly disputes: Set<Instant>;
  readonly holdings: Map<string, HoldingKey>;
}

export interface HoldingKey {
  readonly speaker: string;
  readonly slot: string;
  readonly from: Instant;
  readonly isNew: boolean;
}

export function noRows(): FactRows {
  return { spans: new Map(), disputes: new Set(), holdings: new Map() };
}

export function noteHolding({ holdings }: FactRows, key: HoldingKey): void {
  const id = `${key.from} ${key.speaker} ${key.slot}`;
  if (!holdings.has(id)) holdings.set(id, key);
}

/** When those begin that are in one list only, or differ. */
export function beginnings<T extends { readonly from: Instant }>(
  before: readonly T[],
  after: readonly T[],
  equal: (a: T, b: T) => boolean,
): Instant[] {
  let same = 0;
  for (; same < before.length && same < after.length; same++) {
    const [a, b] = [before[same], after[same]];
    if (a === undefined || b === undefined || !equal(a, b)) break;
  }
  const was = new Map(before.slice(same).map((each) => [each.from, each]));
  const found = after.slice(same).flatMap((each) => {
    const old = was.get(each.from);
    was.delete(each.from);
    return old !== undefined && equal(old, each) ? [] : [each.from];
  });
  return [...found, ...was.keys()];
}
