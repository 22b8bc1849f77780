import { createHash } from 'node:crypto';
import { canonicalJson } from '#domain';
import { cursorFormat } from './cursor.js';
import type { Parameter } from './parameter.js';
import { invalidQuery } from './query.pipe.js';

interface Given<T> {
  readonly place: T;
  readonly asked: string;
}

interface Asked {
  readonly limit: number;
  readonly cursor: unknown;
}

/** Cursors of a list with filters: each goes on with the question that it came from, and with no other. */
export interface ListCursor<T> {
  readonly parameter: Parameter<Given<T> | null>;
  /** Where a page begins; `null` for the first. */
  readonly placeIn: <Q extends Asked & { readonly cursor: Given<T> | null }>(query: Q) => T | null;
  readonly write: (place: T, query: Asked) => string;
}

/** @param read from what the JSON of a place holds; `undefined` for what is not valid. */
export function listCursor<T>(toJson: (place: T) => unknown, read: (json: unknown) => T | undefined): ListCursor<T> {
  const format = cursorFormat<Given<T>>(
    ({ place, asked }) => [asked, toJson(place)],
    (json) => {
      if (!Array.isArray(json)) return undefined;
      const [asked, given] = json as readonly unknown[];
      const place = read(given);
      return typeof asked === 'string' && place !== undefined ? { place, asked } : undefined;
    },
  );
  return {
    parameter: format.parameter,
    placeIn: ({ cursor, ...query }) => {
      if (cursor === null) return null;
      if (cursor.asked !== fingerprintOf({ cursor, ...query })) {
        throw invalidQuery([{ parameter: 'cursor', message: 'is of a list with other filters' }]);
      }
      return cursor.place;
    },
    write: (place, query) => format.write({ place, asked: fingerprintOf(query) }),
  };
}

/** Pages may differ in size. */
function fingerprintOf({ limit: _, cursor: __, ...filters }: Asked): string {
  return createHash('sha256').update(canonicalJson(filters)).digest('base64url').slice(0, 11);
}
