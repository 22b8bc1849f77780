import fc from 'fast-check';
import type { Head, Instant } from '#contracts';
import { equalHeads, factId, fold, isSourceEntry, viewOf, type Incident, type LoggedEvent } from '#domain';
import { arbitraryLog } from '../../../test/support/arbitrary-log.js';
import { plain } from './testing/plain.js';
import { replay, rules } from '../../../test/support/replay.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

const shuffledWithCopies = arbitraryLog.chain((events) =>
  fc.record({
    events: fc.constant(events),
    arrived: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
  }),
);

function view(arrived: readonly LoggedEvent[]): Incident {
  const state = replay(arrived).states.get('incident');
  if (state === undefined) throw new Error('no state');
  return viewOf(state, rules);
}

function headAt(incident: Incident, fact: string, at: Instant): Head | null {
  const history = [...incident.facts, ...incident.past].find((each) => factId(each) === fact)?.history ?? [];
  return history.find(({ from, to }) => from <= at && (to === null || at < to))?.head ?? null;
}

describe('the fold', () => {
  it('is over a set: any permutation with any copies gives the same', () => {
    fc.assert(
      fc.property(shuffledWithCopies, ({ events, arrived }) => {
        expect(plain(fold(arrived, 'incident', rules))).toEqual(plain(fold(events, 'incident', rules)));
      }),
      runs,
    );
  });

  it('equals applying event by event, in whatever order they arrive', () => {
    fc.assert(
      fc.property(shuffledWithCopies, ({ events, arrived }) => {
        expect(plain(view(arrived))).toEqual(plain(fold(events, 'incident', rules)));
      }),
      runs,
    );
  });

  it('returns spans that say of every instant what the fold as of then says', () => {
    fc.assert(
      fc.property(arbitraryLog, (events) => {
        const whole = fold(events, 'incident', rules);
        for (const at of new Set(events.filter(isSourceEntry).map(({ time }) => time))) {
          const then = fold(events, 'incident', { ...rules, asOf: at });
          for (const fact of new Set([...whole.facts, ...whole.past, ...then.facts].map(factId))) {
            const head = then.facts.find((each) => factId(each) === fact) ?? null;
            expect(equalHeads(headAt(whole, fact, at), head)).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  it('knows at an instant what was recorded by then', () => {
    fc.assert(
      fc.property(arbitraryLog, (events) => {
        const middle = events[Math.floor(events.length / 2)]?.recorded ?? '';
        const known = events.filter(({ recorded }) => recorded <= middle);
        expect(plain(fold(events, 'incident', { ...rules, knownAt: middle }))).toEqual(
          plain(fold(known, 'incident', rules)),
        );
      }),
      runs,
    );
  });
});
