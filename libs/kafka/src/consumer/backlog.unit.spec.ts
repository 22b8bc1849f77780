import { Backlog, restOf } from './backlog.js';
import type { LogBatch } from './log-batch.js';

const record = (offset: bigint) => ({
  offset,
  key: Buffer.from('k'),
  value: Buffer.from('value'),
  headers: {},
  timestamp: 0,
});
const batch = (firstOffset: bigint, lastOffset: bigint, ...offsets: readonly bigint[]): LogBatch => ({
  topic: 't',
  partition: 0,
  firstOffset,
  lastOffset,
  highWatermark: lastOffset + 1n,
  records: offsets.map(record),
  heartbeat: () => Promise.resolve(),
});
const shown = (taken: LogBatch | null) =>
  taken && [taken.firstOffset, taken.lastOffset, taken.highWatermark, taken.records.map(({ offset }) => offset)];

describe('what has been fetched ahead', () => {
  it('is taken as one batch, markers and holes included', () => {
    const backlog = new Backlog();
    backlog.add(batch(3n, 5n, 4n));
    backlog.add(batch(6n, 7n));
    backlog.add(batch(8n, 9n, 8n, 9n));
    expect(backlog.bytes).toBe(18);
    expect(shown(backlog.take())).toEqual([3n, 9n, 10n, [4n, 8n, 9n]]);
    expect(backlog.bytes).toBe(0);
    expect(backlog.take()).toBeNull();
  });

  it('is two batches where there is a gap between them', () => {
    const backlog = new Backlog();
    backlog.add(batch(3n, 5n, 4n));
    backlog.add(batch(20n, 21n, 20n));
    backlog.add(batch(22n, 22n, 22n));
    expect(shown(backlog.take())).toEqual([3n, 5n, 6n, [4n]]);
    expect(backlog.bytes).toBe(12);
    expect(shown(backlog.take())).toEqual([20n, 22n, 23n, [20n, 22n]]);
  });

  it('is no more than so many bytes, but always one batch', () => {
    const backlog = new Backlog();
    for (const each of [batch(0n, 0n, 0n), batch(1n, 2n, 1n, 2n), batch(3n, 3n, 3n)]) backlog.add(each);
    const bytes = backlog.bytes / 2;
    expect(shown(backlog.take(bytes - 1))).toEqual([0n, 0n, 1n, [0n]]);
    expect(shown(backlog.take(1))).toEqual([1n, 2n, 3n, [1n, 2n]]);
    expect(shown(backlog.take(1))).toEqual([3n, 3n, 4n, [3n]]);
    expect(backlog.take(1)).toBeNull();
  });

  it('comes after what is put back', () => {
    const backlog = new Backlog();
    backlog.add(batch(8n, 9n, 8n));
    backlog.putBack(restOf(batch(3n, 7n, 3n, 4n, 6n), 5n));
    expect(shown(backlog.take())).toEqual([5n, 9n, 10n, [6n, 8n]]);
  });
});
