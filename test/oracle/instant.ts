const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Microseconds since 1970. A leap second is the first second of the next day. */
export function micros(text: string): bigint {
  const match = rfc3339.exec(text);
  if (match === null) throw new Error(`no instant: ${text}`);
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHours = '0', zoneMinutes = '0'] = match;
  const shift = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute) - shift, Number(second));
  return BigInt(date.getTime()) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** As the pipeline writes instants; of fixed width, so they order as strings. */
export function instant(text: string): string {
  const since = micros(text);
  const below = ((since % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((since - below) / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(below).padStart(6, '0')}Z`;
}

/** Start of a calendar day, in microseconds since 1970. Months and days may run over. */
export function startOfDay(year: number, month: number, day: number): bigint {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return BigInt(date.getTime()) * 1000n;
}
