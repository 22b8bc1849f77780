import { parseInstant } from '#contracts';
import type { DisputePlace } from '#persistence';
import { listCursor } from '../http/list-cursor.js';
import { optional } from '../http/parameter.js';
import {
  factPattern,
  limit,
  optionalBoolean,
  optionalId,
  optionalInstant,
  parseFact,
  parseId,
} from '../http/parameters.js';

export const disputeCursor = listCursor<DisputePlace>(
  ({ from, incident, fact, item }) => [from, incident, fact, item],
  (json) => {
    if (!Array.isArray(json)) return undefined;
    const [from, incident, fact, item] = json as readonly unknown[];
    if (typeof from !== 'string' || parseInstant(from) !== from || !isId(incident) || !isId(fact)) return undefined;
    return item === null || isId(item) ? { from, incident, fact, item } : undefined;
  },
);

function isId(value: unknown): value is string {
  return typeof value === 'string' && parseId(value) !== undefined;
}

const durationPattern = 'P(?=.)(?:(\\d{1,7})W)?(?:(\\d{1,7})D)?(?:T(?=.)(?:(\\d{1,7})H)?(?:(\\d{1,7})M)?)?';
const daysPattern = '\\d{1,7}(?:\\.\\d{1,6})?';
const agePattern = `^(?:${daysPattern}|${durationPattern})$`;
const gapPattern = '^\\d{1,15}(?:\\.\\d{1,9})?$';

export const disputesQuery = {
  incident: optionalId,
  open: optionalBoolean,
  fact: optional('must be a fact, or a fact and [item]', parseFact, { type: 'string', pattern: factPattern }),
  openedBefore: optionalInstant,
  minAge: optional('must be a number of days, or an ISO 8601 duration of weeks, days, hours and minutes', parseAge, {
    type: 'string',
    pattern: agePattern,
  }),
  minGap: optional('must be a number of 0 or more', parseGap, { type: 'string', pattern: gapPattern }),
  asOf: optionalInstant,
  limit,
  cursor: disputeCursor.parameter,
};

const duration = new RegExp(`^${durationPattern}$`);
const days = new RegExp(`^${daysPattern}$`);
const gap = new RegExp(gapPattern);

/** In seconds. */
function parseAge(text: string): number | undefined {
  if (days.test(text)) return Number(text) * 86_400;
  const match = duration.exec(text);
  if (match === null) return undefined;
  const [weeks = 0, whole = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (weeks * 7 + whole) * 86_400 + hours * 3_600 + minutes * 60;
}

function parseGap(text: string): number | undefined {
  return gap.test(text) ? Number(text) : undefined;
}
