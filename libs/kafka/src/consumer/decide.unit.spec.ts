import { decide } from './decide.js';
import { outsideLog } from './outside-log.js';

describe('what follows from an outcome', () => {
  const batch = { firstOffset: 5n, lastOffset: 9n };

  it('is to advance when the whole batch is stored', () => {
    expect(decide(batch, { kind: 'committed', next: 10n })).toEqual({ kind: 'advance', next: 10n });
  });

  it('is to advance as far as a part is stored', () => {
    expect(decide(batch, { kind: 'committed', next: 7n })).toEqual({ kind: 'advance', next: 7n });
  });

  it.each([5n, 3n, 11n])('is to read on from %s where something else is stored', (next) => {
    expect(decide(batch, { kind: 'committed', next })).toEqual({ kind: 'seek', next, verify: false });
  });

  it('is to go elsewhere, and to make sure that this lies in the log', () => {
    expect(decide(batch, { kind: 'elsewhere', next: 3n })).toEqual({ kind: 'seek', next: 3n, verify: true });
  });
});

describe('a stored offset', () => {
  const log = { partition: 0, low: 5n, stable: 8n, high: 9n };

  it.each([5n, 7n, 9n])('may be %s in a log from 5 to 9', (next) => {
    expect(outsideLog(next, log)).toBeNull();
  });

  it.each([4n, 10n])('of %s stops the partition', (next) => {
    expect(outsideLog(next, log)).toMatchObject({ category: 'foreign-log', offset: next });
  });
});
