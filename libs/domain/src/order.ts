import type { Instant } from '#contracts';

/** Strings are ordered by code point, as PostgreSQL's `COLLATE "C"` does; `<` of JavaScript goes by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they go after U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return compareText(a, b);
}

/** What places an event in the fold. */
export interface Placed {
  readonly time: Instant;
  readonly recorded: Instant;
  readonly source: string;
  readonly id: string;
  readonly subject: string;
}

export function compareSource(a: Placed, b: Placed): number {
  return compareText(a.time, b.time) || compareText(a.recorded, b.recorded) || compareKey(a, b);
}

export function compareRecord(a: Placed, b: Placed): number {
  return compareText(a.recorded, b.recorded) || compareText(a.time, b.time) || compareKey(a, b);
}

function compareKey(a: Placed, b: Placed): number {
  return compareText(a.source, b.source) || compareText(a.id, b.id) || compareText(a.subject, b.subject);
}
