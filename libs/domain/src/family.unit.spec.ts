import fc from 'fast-check';
import type { Change, Head } from '#contracts';
import {
  changeId,
  equalHeads,
  factId,
  fold,
  isSourceEntry,
  keepBooks,
  newIncidentState,
  viewOf,
  withoutRedacted,
  type LoggedEvent,
  type RecordEntry,
} from '#domain';
import { arbitraryFamilyLog } from '../../../test/support/arbitrary-log.js';
import { plain } from './testing/plain.js';
import { replay, rules } from '../../../test/support/replay.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const incidents = ['i1', 'i2', 'i3'];
const arrivals = arbitraryFamilyLog.chain((events) =>
  fc.record({
    events: fc.constant(events),
    arrived: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
  }),
);

function physicallyRedacted(events: readonly LoggedEvent[]): LoggedEvent[] {
  const { redactions } = keepBooks(
    events.filter((logged): logged is RecordEntry => !isSourceEntry(logged)),
    rules.vocabulary,
  );
  return events.map((logged) => withoutRedacted(logged, redactions, rules.vocabulary));
}

function headOf(fact: Head): Head {
  const { status, value, stance, speaker, statement, revision, ruling } = fact;
  return { status, value, stance, speaker, statement, revision, ruling };
}

/** What a consumer does: it keeps facts by what it is told, and drops an incident that is merged away. */
function caches(changes: readonly Change[]): Map<string, Map<string, Head>> {
  const caches = new Map<string, Map<string, Head>>();
  for (const change of changes) {
    if (change.kind === 'incident.merged' && change.absorbed !== null) caches.delete(change.absorbed);
    if (!('fact' in change)) continue;
    const cache = caches.get(change.incident) ?? new Map<string, Head>();
    caches.set(change.incident, cache);
    const redacts = change.cause.type === 'disclosure.statement.redacted.v1';
    expect(change.before).toEqual(redacts ? null : (cache.get(factId(change)) ?? null));
    if (change.after === null) cache.delete(factId(change));
    else cache.set(factId(change), change.after);
  }
  return caches;
}

describe('the fold of incidents that desks correct, redact, reassign, merge and rule', () => {
  it('is over a set: any permutation with any copies gives the same', () => {
    fc.assert(
      fc.property(arrivals, ({ events, arrived }) => {
        for (const id of incidents) expect(plain(fold(arrived, id, rules))).toEqual(plain(fold(events, id, rules)));
      }),
      runs,
    );
  });

  it('equals applying event by event, in whatever order they arrive', () => {
    fc.assert(
      fc.property(arrivals, ({ events, arrived }) => {
        const { states } = replay(arrived);
        for (const id of incidents) {
          expect(plain(viewOf(states.get(id) ?? newIncidentState(id), rules))).toEqual(plain(fold(events, id, rules)));
        }
      }),
      runs,
    );
  });

  it('tells changes that, applied in order to empty caches, give the current facts', () => {
    fc.assert(
      fc.property(arrivals, ({ events, arrived }) => {
        const { changes } = replay(arrived);
        expect(new Set(changes.map(changeId)).size).toBe(changes.length);
        const kept = caches(changes);
        for (const id of incidents) {
          const held = fold(events, id, rules).facts.map((fact): [string, Head] => [factId(fact), headOf(fact)]);
          expect(new Map([...(kept.get(id) ?? [])].sort())).toEqual(new Map(held.sort()));
        }
      }),
      runs,
    );
  });

  it('returns spans that say of every instant what the fold as of then says', () => {
    fc.assert(
      fc.property(arbitraryFamilyLog, (events) => {
        for (const id of incidents) {
          const whole = fold(events, id, rules);
          const instants = new Set(events.filter(isSourceEntry).map(({ time }) => time));
          for (const at of instants) {
            const then = fold(events, id, { ...rules, asOf: at });
            for (const fact of new Set([...whole.facts, ...whole.past, ...then.facts].map(factId))) {
              const history = [...whole.facts, ...whole.past].find((each) => factId(each) === fact)?.history ?? [];
              const span = history.find(({ from, to }) => from <= at && (to === null || at < to));
              expect(equalHeads(span?.head ?? null, then.facts.find((each) => factId(each) === fact) ?? null)).toBe(
                true,
              );
            }
          }
        }
      }),
      runs,
    );
  });

  it('folds a log from which redacted parts are physically gone to the same', () => {
    fc.assert(
      fc.property(arbitraryFamilyLog, (events) => {
        const stripped = physicallyRedacted(events);
        for (const id of incidents) expect(plain(fold(stripped, id, rules))).toEqual(plain(fold(events, id, rules)));
      }),
      runs,
    );
  });
});
