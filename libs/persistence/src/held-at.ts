import type { Instant } from '#contracts';

/**
 * The spans of the publication axis that hold: now, or as of an instant.
 * @param use makes a value a parameter of the query.
 */
export function heldAt(column: string, asOf: Instant | null, use: (value: unknown) => string): string {
  return asOf === null ? `upper_inf(${column})` : `${column} @> ${use(asOf)}::timestamptz`;
}
