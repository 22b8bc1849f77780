import fc from 'fast-check';
import type { Change, Head } from '#contracts';
import { changeId, factId, fold, kindOf } from '#domain';
import { arbitraryLog } from '../../../test/support/arbitrary-log.js';
import { replay, rules } from '../../../test/support/replay.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const arrivals = arbitraryLog.chain((events) =>
  fc.shuffledSubarray([...events, ...events], { minLength: events.length }),
);

/** What a consumer does that keeps facts by what it is told. */
function cacheOf(changes: readonly Change[]): Map<string, Head> {
  const cache = new Map<string, Head>();
  for (const change of changes) {
    if (!('fact' in change)) continue;
    expect(change.before).toEqual(cache.get(factId(change)) ?? null);
    if (change.after === null) cache.delete(factId(change));
    else cache.set(factId(change), change.after);
  }
  return cache;
}

describe('changes', () => {
  it('applied in order to an empty cache give the current facts', () => {
    fc.assert(
      fc.property(arrivals, (arrived) => {
        const held = fold(arrived, 'incident', rules).facts.map((fact): [string, Head] => {
          const { status, value, stance, speaker, statement, revision, ruling } = fact;
          return [factId(fact), { status, value, stance, speaker, statement, revision, ruling }];
        });
        expect([...cacheOf(replay(arrived).changes)].sort(byKey)).toEqual(held.sort(byKey));
      }),
      runs,
    );
  });

  it('are told at most once per fact and event, and none where nothing differs', () => {
    fc.assert(
      fc.property(arrivals, (arrived) => {
        const { changes } = replay(arrived);
        expect(new Set(changes.map(changeId)).size).toBe(changes.length);
        for (const change of changes) {
          if (!('fact' in change)) continue;
          expect(change.before).not.toEqual(change.after);
          expect(change.kind).toBe(kindOf(change.before, change.after));
        }
      }),
      runs,
    );
  });

  it('open an incident once, and count its versions', () => {
    fc.assert(
      fc.property(arrivals, (arrived) => {
        const { changes } = replay(arrived);
        expect(changes.filter(({ kind }) => kind === 'incident.opened')).toHaveLength(1);
        const versions = changes.map(({ version }) => version);
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
      }),
      runs,
    );
  });
});

function byKey([a]: [string, Head], [b]: [string, Head]): number {
  return a < b ? -1 : 1;
}
