import type { Logged } from './event.js';
import { keyOf } from './event.js';
import { micros } from './instant.js';
import { equal } from './order.js';

export interface Sifted {
  /** The first of each key, in the order of the log. */
  readonly events: readonly Logged[];
  readonly copies: readonly Logged[];
  readonly dead: readonly { readonly logged: Logged; readonly reason: 'id-reused' }[];
}

/** The same type and data, and a time less than a millisecond away. */
function isCopy({ event: first }: Logged, { event }: Logged): boolean {
  const apart = micros(first.time) - micros(event.time);
  return first.type === event.type && equal(first.data, event.data) && apart < 1000n && apart > -1000n;
}

/** Rule 1: a set, not a list. */
export function sift(log: readonly Logged[]): Sifted {
  const first = new Map<string, Logged>();
  const copies: Logged[] = [];
  const dead: { logged: Logged; reason: 'id-reused' }[] = [];
  for (const logged of log) {
    const known = first.get(keyOf(logged.event));
    if (known === undefined) first.set(keyOf(logged.event), logged);
    else if (isCopy(known, logged)) copies.push(logged);
    else dead.push({ logged, reason: 'id-reused' });
  }
  return { events: [...first.values()], copies, dead };
}
