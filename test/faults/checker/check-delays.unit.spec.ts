import { checkDelays } from './check-delays.js';
import { Findings } from './findings.js';

const probes = (beside: 'poison' | 'nothing', ms: readonly number[]) =>
  ms.map((each, i) => ({ kind: 'applied' as const, at: 0, beside, offset: `0@${i}`, ms: each }));
const times = (count: number, ms: number) => Array<number>(count).fill(ms);

function found(poisoned: readonly number[], others: readonly number[]): string[] {
  const findings = new Findings();
  checkDelays([...probes('poison', poisoned), ...probes('nothing', others)], findings);
  return findings.violations.map(({ detail }) => detail);
}

describe('events behind poison', () => {
  it('are applied as soon as others, but for what faults do to some of both', () => {
    expect(found([...times(20, 150), 30_000, 30_000], [...times(20, 100), 30_000])).toEqual([]);
  });

  it('are told of when they wait', () => {
    expect(found(times(20, 1_100), times(20, 100))).toEqual([
      expect.stringContaining('after 1100 ms, others after 100 ms (medians of 20 and 20)'),
    ]);
  });

  it('are not judged by a few', () => {
    expect(found(times(9, 9_000), times(20, 100))).toEqual([]);
  });
});
