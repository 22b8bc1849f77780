import type { Instant } from '#contracts';
import type { Use } from './parameters.js';

/** The spans of the publication axis that hold: now, or as of an instant. */
export function heldAt(column: string, asOf: Instant | null, use: Use): string {
  return asOf === null ? `upper_inf(${column})` : `${column} @> ${use(asOf)}::timestamptz`;
}
