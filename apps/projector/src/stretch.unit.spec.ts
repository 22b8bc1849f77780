import type { LogBatch, LogRecord } from '#kafka';
import { Stretch } from './stretch.js';

function batchOf(count: number, from = 0n): LogBatch {
  const records = Array.from({ length: count }, (_, n): LogRecord => {
    return { offset: from + BigInt(n), key: null, value: null, headers: [], timestamp: 0 } as unknown as LogRecord;
  });
  const heartbeat = () => Promise.resolve();
  // Behind the last record lie markers.
  const lastOffset = from + BigInt(count) + 4n;
  return {
    topic: 't',
    partition: 0,
    firstOffset: from,
    lastOffset,
    highWatermark: lastOffset + 1n,
    records,
    heartbeat,
  };
}

const taken = (stretch: Stretch, batch: LogBatch) => stretch.of(batch).records.length;

describe('how much of a batch a transaction takes', () => {
  it('is little at first, and ends at the last record that is taken', () => {
    const { records, firstOffset, lastOffset } = new Stretch().of(batchOf(1_000, 7n));
    expect([records.length, firstOffset, lastOffset]).toEqual([64, 7n, 70n]);
  });

  it('is all of a small batch, with the markers behind it', () => {
    const batch = batchOf(64);
    expect(new Stretch().of(batch)).toBe(batch);
  });

  it('is twice as much when it was soon done, and half as much when it took long', () => {
    const stretch = new Stretch();
    stretch.took(stretch.of(batchOf(1_000)), 200);
    expect(taken(stretch, batchOf(1_000))).toBe(128);
    stretch.took(stretch.of(batchOf(1_000)), 2_000);
    expect(taken(stretch, batchOf(1_000))).toBe(128);
    stretch.took(stretch.of(batchOf(1_000)), 5_000);
    expect(taken(stretch, batchOf(1_000))).toBe(64);
  });

  it('is never nothing', () => {
    const stretch = new Stretch();
    for (let n = 0; n < 20; n += 1) stretch.took(stretch.of(batchOf(1_000)), 60_000);
    expect(taken(stretch, batchOf(1_000))).toBe(1);
  });

  it('does not grow by what was small', () => {
    const stretch = new Stretch();
    stretch.took(stretch.of(batchOf(3)), 1);
    expect(taken(stretch, batchOf(1_000))).toBe(64);
  });
});
