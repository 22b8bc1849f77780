import type { Instant } from '#contracts';
import { isObject, parseBytes } from './json.js';
import { textsOf } from './texts.js';
import type { Erasure } from './erasure.js';
import type { Vocabulary } from '#domain';

/** The words that redactions take from an event: they may stand in a dead letter too, where nobody would look for them. */
export function textsTaken(
  value: Buffer | null,
  stamp: Instant,
  erasure: Erasure,
  vocabulary: Vocabulary,
): readonly string[] {
  const json = parseBytes(value);
  const left = isObject(json) ? erasure.redacted(json, stamp) : null;
  if (left === null) return [];
  const kept = textsOf(left, vocabulary);
  return [...textsOf(json, vocabulary)].filter((text) => !kept.has(text));
}
