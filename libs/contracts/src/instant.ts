/**
 * An instant as the pipeline writes it: `YYYY-MM-DDTHH:MM:SS.ffffffZ`, years 0001 to 9999.
 * Fixed width and UTC, so instants order as strings.
 */
export type Instant = string;

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return monthDays[month - 1] ?? 0;
}

/** Source: RFC 3339 with at most six fractional digits. Returns `null` for anything else. */
export function parseInstant(text: string): Instant | null {
  return isPlain(text) ? padded(text) : parseAny(text);
}

// As nearly all are written: in UTC, no leap second. Every event has several, and taking one apart costs ten times as much.
const plain = /^\d{4}-\d\d-\d\dT[012]\d:[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;

function isPlain(text: string): boolean {
  if (!plain.test(text)) return false;
  const [year, month, day] = [digits(text, 0) * 100 + digits(text, 2), digits(text, 5), digits(text, 8)];
  return year > 0 && day > 0 && day <= daysInMonth(year, month) && digits(text, 11) < 24;
}

function digits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

function padded(text: string): Instant {
  if (text.length === 27) return text;
  return text.length === 20 ? `${text.slice(0, 19)}.000000Z` : `${text.slice(0, -1).padEnd(26, '0')}Z`;
}

function parseAny(text: string): Instant | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [, y = '', mo = '', d = '', h = '', mi = '', s = '', fraction = '', zone = ''] = match;
  const [year, month, day, hour, minute, second] = [Number(y), Number(mo), Number(d), Number(h), Number(mi), Number(s)];
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return null;
  const micros = fraction.padEnd(6, '0');
  if (zone.length === 1 && second < 60) return year === 0 ? null : `${y}-${mo}-${d}T${h}:${mi}:${s}.${micros}Z`;
  const shift = zone.length === 1 ? 0 : offsetMinutes(zone);
  if (shift === null) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - shift, Math.min(second, 59));
  if (second === 60) {
    // A leap second is the last one of a UTC day; it is held to be the first of the next, as PostgreSQL does.
    if (date.getUTCHours() !== 23 || date.getUTCMinutes() !== 59) return null;
    date.setTime(date.getTime() + 1000);
  }
  const utcYear = date.getUTCFullYear();
  return utcYear < 1 || utcYear > 9999 ? null : `${date.toISOString().slice(0, 19)}.${micros}Z`;
}

function offsetMinutes(zone: string): number | null {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Milliseconds since 1970, cut off below the millisecond. */
function instantMillis(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/** Microseconds since 1970, exact. */
export function instantMicros(instant: Instant): bigint {
  return BigInt(instantMillis(instant)) * 1000n + BigInt(instant.slice(23, 26));
}

/** `millis` since 1970 and, below them, `micros` (0 to 999). */
export function instantOf(millis: number, micros = 0): Instant {
  return `${new Date(millis).toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`;
}

/** `instant` moved by `millis`; stops at the end of the year 9999. */
export function addMillis(instant: Instant, millis: number): Instant {
  const moved = instantMillis(instant) + millis;
  return moved > 253402300799999 ? '9999-12-31T23:59:59.999999Z' : instantOf(moved, Number(instant.slice(23, 26)));
}

/** `instant` moved by `micros`. */
export function addMicros(instant: Instant, micros: number): Instant {
  const moved = instantMicros(instant) + BigInt(micros);
  const below = ((moved % 1000n) + 1000n) % 1000n;
  return instantOf(Number((moved - below) / 1000n), Number(below));
}
