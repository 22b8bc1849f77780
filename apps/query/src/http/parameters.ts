import { Id, idPattern, InstantText, parseInstant, type Instant } from '#contracts';
import type { FactKey } from '#domain';
import { optional, orElse, repeated, type Parameter } from './parameter.js';

const id = new RegExp(idPattern);
const mostItems = 500;

/** How many items a page has. */
export const limit: Parameter<number> = orElse(50, `must be a whole number from 1 to ${mostItems}`, parseLimit, {
  type: 'integer',
  minimum: 1,
  maximum: mostItems,
});

export const optionalId: Parameter<string | null> = optional(`must match ${idPattern}`, parseId, Id);

export const optionalInstant: Parameter<Instant | null> = optional(
  'must be an RFC 3339 instant with at most six fractional digits',
  (text) => parseInstant(text) ?? undefined,
  InstantText,
);

export const optionalBoolean: Parameter<boolean | null> = optional(
  'must be true or false; given without a value it is true',
  (text) => (text === 'true' || text === '' ? true : text === 'false' ? false : undefined),
  { enum: [true, false, ''] },
);

/** All of them must hold. */
export const repeatedId: Parameter<readonly string[]> = repeated(
  `must match ${idPattern}; several must all hold`,
  parseId,
  Id,
);

function parseLimit(text: string): number | undefined {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= mostItems ? value : undefined;
}

export function parseId(text: string): string | undefined {
  return id.test(text) ? text : undefined;
}

/** What PostgreSQL can be asked for: anything else is nowhere in it. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

const inId = idPattern.slice(1, -1);

/** A fact, or one item of it. */
export const factPattern = `^${inId}(\\[${inId}\\])?$`;

/** `exposure.data`, of all its items, or `exposure.data[payment]`. */
export function parseFact(text: string): FactKey | undefined {
  const match = /^([^[\]]*)(?:\[([^[\]]*)\])?$/.exec(text);
  const [, fact = '', item] = match ?? [];
  if (parseId(fact) === undefined || (item !== undefined && parseId(item) === undefined)) return undefined;
  return { fact, item: item ?? null };
}
