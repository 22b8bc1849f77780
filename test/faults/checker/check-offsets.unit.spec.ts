import { checkOffsets } from './check-offsets.js';
import { Findings } from './findings.js';

function found(next: bigint, stopped: unknown, end: bigint, read: number): string[] {
  const findings = new Findings();
  checkOffsets(
    { next: new Map([[0, { next, stopped }]]), ends: new Map([[0, end]]), read: new Map([[0, read]]) },
    findings,
  );
  return findings.violations.map(({ detail }) => detail);
}

describe('a pipeline at rest', () => {
  it('has applied its log to the end', () => {
    expect(found(3n, null, 3n, 3)).toEqual([]);
  });

  it.each([
    ['lags behind', found(2n, null, 3n, 3), 'partition 0 is applied to 2, its log ends with 3'],
    ['is ahead', found(4n, null, 3n, 3), 'partition 0 is applied to 4, its log ends with 3'],
    ['is stopped', found(3n, { category: 'foreign-log' }, 3n, 3), 'partition 0 is stopped: {"category":"foreign-log"}'],
    ['could not be read whole', found(3n, null, 3n, 2), 'partition 0 of the log ends with 3, 2 records were read'],
  ])('is told of when it %s', (_, told, expected) => {
    expect(told).toContain(expected);
  });
});
