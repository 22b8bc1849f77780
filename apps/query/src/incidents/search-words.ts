import { wordsOf } from '#persistence';
import { isStorable } from '../http/parameters.js';

export const mostWords = 20;

/** Words, each by itself, and phrases in quotes; whatever else is typed separates them. `undefined` where there are none, or too many. */
export function parseSearch(text: string): readonly (readonly string[])[] | undefined {
  if (!isStorable(text) || text.length > 2_000) return undefined;
  // Every other part stands between quotes; what a last one opens and nothing closes counts as well.
  const phrases = text
    .normalize('NFKC')
    .split(/["“”„«»「」『』]/u)
    .flatMap((part, i) => (i % 2 === 1 ? [wordsOf(part)] : wordsOf(part).map((word) => [word])))
    .filter((words) => words.length > 0);
  const unique = new Map(phrases.map((words) => [words.join(' '), words]));
  const count = [...unique.values()].flat().length;
  return count >= 1 && count <= mostWords ? [...unique.values()] : undefined;
}
