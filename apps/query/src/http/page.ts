import type { Page } from '#contracts';
import { cursorFormat, type CursorFormat } from './cursor.js';
import { isStorable } from './parameters.js';

/** `found` has one more than `limit` if there is another page. */
export function pageOf<Item>(found: readonly Item[], limit: number, cursorAfter: (last: Item) => string): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? cursorAfter(last) : null };
}

/** For a list in the order of one text. */
export const textCursor: CursorFormat<string> = cursorFormat(
  (text) => text,
  (json) => (typeof json === 'string' && isStorable(json) ? json : undefined),
);
