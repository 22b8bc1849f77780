import { parseInstant, type Instant } from '#contracts';
import type { IncidentPlace } from '#persistence';
import { cursorFormat } from '../http/cursor.js';
import { optional } from '../http/parameter.js';
import { isStorable, limit, optionalBoolean, optionalId, optionalInstant, parseId } from '../http/parameters.js';

const mostWords = 20;
const longest = 2_000;

export const incidentCursor = cursorFormat<IncidentPlace>(
  ({ recordedAt, id }) => [recordedAt, id],
  (json) => {
    if (!Array.isArray(json)) return undefined;
    const [recordedAt, id] = json as readonly unknown[];
    if (!isInstant(recordedAt) || typeof id !== 'string' || parseId(id) === undefined) return undefined;
    return { recordedAt, id };
  },
);

function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && parseInstant(value) === value;
}

export const incidentsQuery = {
  organisation: optionalId,
  contested: optionalBoolean,
  q: optional(`must be 1 to ${mostWords} words`, parseWords, { type: 'string', minLength: 1, maxLength: longest }),
  updatedSince: optionalInstant,
  limit,
  cursor: incidentCursor.parameter,
};

/** What has neither letter nor digit is no word to the index, and would match nothing. */
export function parseWords(text: string): readonly string[] | undefined {
  const words = [...new Set(text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)))];
  return isStorable(text) && text.length <= longest && words.length > 0 && words.length <= mostWords
    ? words
    : undefined;
}
