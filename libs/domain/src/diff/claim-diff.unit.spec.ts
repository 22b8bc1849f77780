import type { RevisionClaim } from '#contracts';
import { diffClaims } from './claim-diff.js';

const first = '2024-03-04T09:00:00.000000Z';
const second = '2024-03-20T08:00:00.000000Z';

type Told = Pick<RevisionClaim, 'fact'> & Partial<RevisionClaim>;
const revision = (at: string, claims: readonly Told[]) => ({
  at,
  claims: claims.map((claim): RevisionClaim => ({
    stance: 'affirmed',
    speaker: 'aurora',
    saidAt: at,
    relayed: false,
    echo: false,
    ...claim,
  })),
});
const diff = (before: readonly Told[], after: readonly Told[]) =>
  diffClaims(revision(first, before), revision(second, after));
const nothing = { added: [], removed: [], changed: [] };
const people = (value: number): Told => ({ fact: 'exposure.people', value });

describe('the claims of two revisions', () => {
  it('are added, removed and changed, as they stand on the wire', () => {
    const payment: Told = { fact: 'exposure.data', item: 'payment', stance: 'denied' };
    const began: Told = { fact: 'timeline.began', value: '2024-02' };
    const { added, removed, changed } = diff([payment, people(12_000)], [people(43_000), began]);
    expect(added).toEqual([{ ...began, stance: 'affirmed', speaker: 'aurora' }]);
    expect(removed).toEqual([{ ...payment, speaker: 'aurora' }]);
    const claim = { fact: 'exposure.people', stance: 'affirmed', speaker: 'aurora' };
    expect(changed).toEqual([{ from: { ...claim, value: 12_000 }, to: { ...claim, value: 43_000 } }]);
  });

  it.each<[string, Told, Told]>([
    ['stance', people(1), { ...people(1), stance: 'suspected' }],
    ['value that is gone', people(1), { fact: 'exposure.people', stance: 'undisclosed' }],
    ['quote', { ...people(1), quote: 'one' }, { ...people(1), quote: 'just one' }],
    ['quote that is gone', { ...people(1), quote: 'one' }, people(1)],
    [
      'given saidAt',
      { ...people(1), saidAt: '2024-03-01T00:00:00.000000Z' },
      { ...people(1), saidAt: '2024-03-02T00:00:00.000000Z' },
    ],
    ['flag that is denied', { fact: 'exposure.leaked' }, { fact: 'exposure.leaked', stance: 'denied' }],
  ])('changed by another %s', (_what, before, after) => {
    expect(diff([before], [after])).toMatchObject({ added: [], removed: [], changed: [{ from: before, to: after }] });
  });

  it.each<[string, Told, Told]>([
    ['each is said when its revision came out', people(1), people(1)],
    ['one repeats an earlier one', people(1), { ...people(1), saidAt: '2024-01-01T00:00:00.000000Z', echo: true }],
    ['only one says when', { ...people(1), saidAt: '2024-03-01T00:00:00.000000Z' }, people(1)],
    [
      'the value is written otherwise',
      { fact: 'exposure.people', value: { min: 1, max: 2 } },
      { fact: 'exposure.people', value: { max: 2, min: 1 } },
    ],
  ])('are the same where %s', (_what, before, after) => {
    expect(diff([before], [after])).toEqual(nothing);
  });

  it('of other speakers and items, and denials of other values, are others', () => {
    const denied = (value: number): Told => ({ ...people(value), stance: 'denied' });
    const { added, removed, changed } = diff(
      [people(1), denied(5), denied(6), { fact: 'exposure.data', item: 'health' }],
      [
        { ...people(1), speaker: 'nhk', relayed: true },
        denied(6),
        denied(7),
        { fact: 'exposure.data', item: 'payment' },
      ],
    );
    expect(added).toMatchObject([{ item: 'payment' }, { value: 7 }, { speaker: 'nhk', value: 1 }]);
    expect(removed).toMatchObject([{ item: 'health' }, { value: 1 }, { value: 5 }]);
    expect(changed).toEqual([]);
  });

  it('come in the same order whatever order they were told in', () => {
    const before = [people(1), { fact: 'timeline.began', value: '2024' }, { fact: 'attack.vector', item: 'phishing' }];
    const after = [people(2), { fact: 'timeline.began', value: '2023' }, { fact: 'exposure.data', item: 'health' }];
    expect(diff(before.toReversed(), after.toReversed())).toEqual(diff(before, after));
  });
});
