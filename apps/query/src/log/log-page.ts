import { formatOffset, type Page } from '#contracts';
import type { LoggedText } from '#persistence';

/** Events go in as the text that they are. */
export function logPage({ items, next }: Page<LoggedText>): string {
  const written = items.map(({ at, text }) => `{"offset":${JSON.stringify(formatOffset(at))},"event":${text}}`);
  return `{"items":[${written.join(',')}],"next":${JSON.stringify(next)}}`;
}
