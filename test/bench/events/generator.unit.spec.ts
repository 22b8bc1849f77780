import { parseInstant, type DisclosureEvent } from '#contracts';
import { checkEvent, defaultVocabulary } from '#domain';
import { generate, type GeneratedEvent, type GeneratorOptions } from './generator.js';

const take = (options: Partial<GeneratorOptions> = {}): GeneratedEvent[] => [
  ...generate({ events: 20_000, seed: 1, ...options }),
];
const parsed = (events: readonly GeneratedEvent[]) => events.map(({ text }) => JSON.parse(text) as DisclosureEvent);
const share = <T>(list: readonly T[], of: (each: T) => boolean) => list.filter(of).length / list.length;
const claimsOf = ({ data }: DisclosureEvent) => ('claims' in data ? data.claims : []);
const meanClaims = (events: readonly GeneratedEvent[]) => {
  const counts = parsed(events).flatMap((event) => ('claims' in event.data ? [event.data.claims.length] : []));
  return { mean: counts.reduce((a, b) => a + b, 0) / counts.length, most: Math.max(...counts) };
};

describe('generated events', () => {
  const events = take();
  const told = parsed(events);

  it('are the same with the same seed, and others with another', () => {
    expect(take({ events: 500 })).toEqual(take({ events: 500 }));
    expect(take({ events: 500, seed: 2 })).not.toEqual(take({ events: 500 }));
  });

  it('are valid', () => {
    const problems = told.flatMap((event) => {
      const checked = checkEvent(event, parseInstant(event.recordedtime ?? '') ?? '', defaultVocabulary);
      return checked.kind === 'valid' ? [] : [checked];
    });
    expect(problems.slice(0, 3)).toEqual([]);
  });

  it('are as often late, copies, revisions and retractions as they say', () => {
    expect(share(events, ({ late, duplicate }) => late && !duplicate)).toBeCloseTo(0.05, 2);
    expect(share(events, ({ duplicate }) => duplicate)).toBeCloseTo(0.02, 2);
    const published = share(told, ({ type }) => type === 'disclosure.statement.published.v1');
    const revised = share(told, ({ type }) => type === 'disclosure.statement.revised.v1');
    const retracted = share(told, ({ type }) => type === 'disclosure.statement.retracted.v1');
    expect((revised + retracted) / published).toBeGreaterThan(0.8);
    expect(retracted).toBeGreaterThan(0.08);
  });

  it('that are copies have come before, word for word', () => {
    const seen = new Set<string>();
    for (const { text, duplicate } of events) {
      expect(seen.has(text)).toBe(duplicate);
      seen.add(text);
    }
  });

  it('have one to eight claims, with the mean that is asked for', () => {
    expect(meanClaims(events)).toEqual({ mean: expect.closeTo(2.3, 1), most: 8 });
    expect(meanClaims(take({ meanClaims: 5 }))).toEqual({ mean: expect.closeTo(5, 1), most: 8 });
  });

  it('have all stances, other speakers than the publisher, and about a kilobyte', () => {
    const claims = told.flatMap(claimsOf);
    expect(new Set(claims.map(({ stance }) => stance))).toEqual(
      new Set(['affirmed', 'suspected', 'denied', 'undetermined', 'undisclosed']),
    );
    expect(share(claims, ({ speaker }) => speaker !== undefined)).toBeCloseTo(0.3, 1);
    const bytes = events.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / events.length;
    expect(bytes).toBeGreaterThan(800);
    expect(bytes).toBeLessThan(1300);
  });

  it('are about few incidents often and many seldom', () => {
    const counts = [...Map.groupBy(events, ({ subject }) => subject).values()].map(({ length }) => length);
    const sorted = counts.sort((a, b) => b - a);
    const top = sorted.slice(0, Math.ceil(sorted.length / 100)).reduce((a, b) => a + b, 0);
    expect(top / events.length).toBeGreaterThan(0.08);
    expect(share(counts, (count) => count <= 5)).toBeGreaterThan(0.5);
  });
});
