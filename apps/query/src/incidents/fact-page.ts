import type { FactView, Page } from '#contracts';
import { compareNullable, compareText, type FactKey } from '#domain';
import { cursorFormat } from '../http/cursor.js';
import { pageOf } from '../http/page.js';

export const factCursor = cursorFormat<FactKey>(
  ({ fact, item }) => [fact, item],
  (json) => {
    if (!Array.isArray(json)) return undefined;
    const [fact, item] = json as readonly unknown[];
    return typeof fact === 'string' && (item === null || typeof item === 'string') ? { fact, item } : undefined;
  },
);

/** One incident has no more facts than can be read at once; the page is cut from them all. */
export function pageOfFacts(
  facts: readonly FactView[],
  { limit, cursor }: { readonly limit: number; readonly cursor: FactKey | null },
): Page<FactView> {
  const rest = cursor === null ? facts : facts.filter((fact) => isAfter(fact, cursor));
  return pageOf(rest, limit, factCursor.write);
}

function isAfter(a: FactKey, b: FactKey): boolean {
  return (compareText(a.fact, b.fact) || compareNullable(a.item, b.item)) > 0;
}
