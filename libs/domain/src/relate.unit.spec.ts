import fc from 'fast-check';
import { compareText, defaultVocabulary, readValue, relate, sameKey, type Extent, type Relation } from '#domain';
import type { ClaimValue } from '#contracts';

function extent(fact: string, value: ClaimValue): Extent {
  const definition = defaultVocabulary.facts[fact];
  const read = definition === undefined ? `no ${fact}` : readValue(definition, value);
  if (typeof read === 'string') throw new RangeError(read);
  return read;
}

const opposite: Record<Relation, Relation> = {
  same: 'same',
  refines: 'broader',
  broader: 'refines',
  overlaps: 'overlaps',
  conflicts: 'conflicts',
  incomparable: 'incomparable',
};
const bound = fc.integer({ min: 0, max: 12 });
const count = fc.oneof(
  bound,
  fc
    .tuple(bound, bound, fc.boolean())
    .map(([a, b, approximate]) => ({ min: Math.min(a, b), max: Math.max(a, b), approximate })),
  bound.map((min) => ({ min })),
  bound.map((max) => ({ max })),
);

describe('relate', () => {
  it.each<[string, ClaimValue, ClaimValue, Relation]>([
    ['timeline.began', '2021', '2021-06', 'broader'],
    ['timeline.began', '2021-06-22', '2021-06', 'refines'],
    ['timeline.began', '2021-06/2021-08', '2021-08/2021-09', 'overlaps'],
    ['timeline.began', '2021-06', '2021-07', 'conflicts'],
    ['timeline.began', '2021-06-22T00:00:00Z', '2021-06-22T02:00:00+02:00', 'same'],
    ['timeline.began', '2021-12/2021-12', '2021-12', 'same'],
    ['timeline.began', '9999', '9999-12-31', 'broader'],
    ['exposure.people', 5, { min: 5, max: 5 }, 'same'],
    ['exposure.people', { min: 3 }, 9007199254740991, 'broader'],
    ['exposure.people', { min: 100, max: 100, approximate: true }, 90, 'broader'],
    ['exposure.people', { min: 100, max: 100, approximate: true }, 89, 'conflicts'],
    ['exposure.people', { min: 11, max: 11, approximate: true }, 13, 'broader'],
    ['exposure.people', { min: 11, max: 11, approximate: true }, 14, 'conflicts'],
    ['response.status', 'open', 'resolved', 'conflicts'],
    ['attack.entry', 'By  MAIL ', 'by mail', 'same'],
    ['attack.entry', 'ｍａｉｌ', 'mail', 'same'],
    ['attack.entry', 'by mail', 'by post', 'incomparable'],
    ['impact.cost', { amount: 1, currency: 'EUR' }, { amount: 2, currency: 'EUR' }, 'conflicts'],
    ['impact.cost', { amount: 1, currency: 'EUR' }, { amount: 1, currency: 'USD' }, 'incomparable'],
  ])('%s: %j to %j is %s', (fact, a, b, relation) => {
    expect(relate(extent(fact, a), extent(fact, b))).toBe(relation);
  });

  it('is the same from the other side, and same exactly for equal keys', () => {
    fc.assert(
      fc.property(count, count, (a, b) => {
        const [x, y] = [extent('exposure.people', a), extent('exposure.people', b)];
        expect(relate(y, x)).toBe(opposite[relate(x, y)]);
        expect(sameKey(x) === sameKey(y)).toBe(relate(x, y) === 'same');
      }),
    );
  });

  it.each<[string, ClaimValue]>([
    ['timeline.began', '491'],
    ['timeline.began', 'unknown'],
    ['timeline.began', '2021-13'],
    ['timeline.began', '2021-02-29'],
    ['timeline.began', '2021-08/2021-06'],
    ['timeline.began', '2021/2022/2023'],
    ['timeline.began', '2021-06-22T25:00:00Z'],
    ['timeline.began', 2021],
    ['exposure.people', -1],
    ['exposure.people', 1.5],
    ['exposure.people', 9007199254740992],
    ['exposure.people', {}],
    ['exposure.people', { min: 2, max: 1 }],
    ['exposure.people', { min: 1, most: 2 } as ClaimValue],
    ['response.status', 'closed'],
    ['impact.cost', { amount: 1, currency: 'Euro' }],
    ['impact.cost', 5],
  ])('%s cannot be %j', (fact, value) => {
    expect(() => extent(fact, value)).toThrow(RangeError);
  });
});

it('strings are ordered by code point', () => {
  const texts = ['', 'a', 'é', '\u{ff5e}', '\u{1f600}', '\u{10ffff}'];
  expect([...texts].reverse().sort(compareText)).toEqual(texts);
});
