import { createHash } from 'node:crypto';
import { parseInstant, stances, type Claim, type DisclosureEvent } from '#contracts';
import { checkEvent, defaultPolicy, defaultVocabulary, fold, logEvent } from '#domain';
import { generate, type GeneratedEvent } from './generator.js';

const vocabulary = defaultVocabulary;
const events = [...generate({ events: 20_000, seed: 1 })];
const parsed = events.map(({ text }) => JSON.parse(text) as DisclosureEvent);

function shareOf(wanted: (event: GeneratedEvent) => boolean): number {
  return events.filter(wanted).length / events.length;
}

function claimsOf(list: readonly DisclosureEvent[]): Claim[][] {
  return list.flatMap(({ data }) => ('claims' in data ? [data.claims] : []));
}

function meanClaims(list: readonly DisclosureEvent[]): number {
  return claimsOf(list).flat().length / claimsOf(list).length;
}

function recordedOf(event: DisclosureEvent) {
  const recorded = parseInstant(event.recordedtime ?? '');
  if (recorded === null) throw new Error('no recorded time');
  return recorded;
}

function digest(seed: number): string {
  const hash = createHash('sha256');
  for (const { text } of generate({ events: 2000, seed })) hash.update(text);
  return hash.digest('hex');
}

test('the same seed gives the same events, and another one others', () => {
  expect(digest(7)).toBe(digest(7));
  expect(digest(7)).not.toBe(digest(8));
});

test('all of them are valid', () => {
  const refused = parsed.filter((event) => checkEvent(event, recordedOf(event), vocabulary).kind !== 'valid');
  expect(refused).toEqual([]);
});

test('an event is about a kilobyte', () => {
  const bytes = events.reduce((sum, { text }) => sum + text.length, 0) / events.length;
  expect(bytes).toBeGreaterThan(900);
  expect(bytes).toBeLessThan(1150);
});

test('one in 50 has come before, not long ago', () => {
  expect(shareOf(({ duplicate }) => duplicate)).toBeCloseTo(0.02, 2);
  const last = new Map<string, number>();
  events.forEach(({ text, duplicate }, at) => {
    expect(last.has(text)).toBe(duplicate);
    if (duplicate) expect(at - (last.get(text) ?? -Infinity)).toBeLessThan(2000);
    last.set(text, at);
  });
});

test('one in 20 is late, and tells of an instant before one that was told', () => {
  expect(shareOf(({ late }) => late)).toBeCloseTo(0.05, 2);
  const latest = new Map<string, string>();
  events.forEach(({ subject, late, duplicate }, at) => {
    const time = parsed[at]?.time ?? '';
    const before = latest.get(subject) ?? '';
    if (!duplicate) expect(time < before).toBe(late);
    if (time > before) latest.set(subject, time);
  });
});

test('few incidents have many events, and many have few', () => {
  const sizes = [...Map.groupBy(events, ({ subject }) => subject).values()]
    .map(({ length }) => length)
    .sort((a, b) => b - a);
  const hundredth = sizes.slice(0, Math.ceil(sizes.length / 100)).reduce((sum, size) => sum + size, 0);
  expect(hundredth / events.length).toBeGreaterThan(0.1);
  expect(sizes.at(sizes.length >> 1)).toBeLessThanOrEqual(5);
  expect(sizes[0]).toBeGreaterThan(200);
});

test('revisions and retractions come as often as publications, and contradictions are as usual', () => {
  const count = (type: string) => parsed.filter((event) => event.type === `disclosure.${type}.v1`).length;
  const again = count('statement.revised') + count('statement.retracted');
  expect(again / count('statement.published')).toBeGreaterThan(0.85);
  expect(again / count('statement.published')).toBeLessThan(1.2);
  expect(count('statement.retracted')).toBeGreaterThan(0.05 * events.length);
  expect(count('incident.described')).toBeGreaterThan(0.02 * events.length);

  const logged = parsed.map((event, at) =>
    logEvent(event, recordedOf(event), { partition: 0, offset: BigInt(at) }, vocabulary),
  );
  const contested = [...Map.groupBy(logged, ({ subject }) => subject)]
    .filter(([, list]) => list.length > 5)
    .map(([incident, list]) => fold(list, incident, { policy: defaultPolicy, vocabulary }).contested.length > 0);
  expect(contested.filter(Boolean).length / contested.length).toBeGreaterThan(0.3);
});

test('2.3 or 5 claims an event, 1 to 8, of every stance, fact and kind of value', () => {
  const more = [...generate({ events: 5000, seed: 1, meanClaims: 5 })].map(
    ({ text }) => JSON.parse(text) as DisclosureEvent,
  );
  expect(meanClaims(parsed)).toBeCloseTo(2.3, 1);
  expect(Math.abs(meanClaims(more) - 5)).toBeLessThan(0.1);
  expect(new Set(claimsOf(parsed).map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  const claims = claimsOf(parsed).flat();
  expect(new Set(claims.map(({ stance }) => stance))).toEqual(new Set(stances));
  expect(new Set(claims.map(({ fact }) => fact))).toEqual(new Set(Object.keys(vocabulary.facts)));
  const kinds = claims.map(({ value }) => (typeof value === 'object' ? Object.keys(value).join() : typeof value));
  expect(new Set(kinds)).toEqual(
    new Set(['undefined', 'string', 'number', 'min', 'min,max', 'min,max,approximate', 'amount,currency']),
  );
  expect(claims.filter(({ speaker }) => speaker !== undefined).length / claims.length).toBeGreaterThan(0.2);
});
