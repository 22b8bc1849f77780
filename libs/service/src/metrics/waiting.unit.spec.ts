import { Waiting } from './waiting.js';

describe('how long something waits', () => {
  const looks = (list: readonly (readonly [now: number, done: bigint, end: bigint])[]): number[] => {
    const waiting = new Waiting();
    return list.map(([now, done, end]) => waiting.seconds(0, done, end, now));
  };

  it('is told from when it was seen', () =>
    expect(
      looks([
        [0, 5n, 7n],
        [10_000, 5n, 9n],
        [20_000, 6n, 9n],
      ]),
    ).toEqual([0, 10, 20]));

  it('does not grow while all that was there is done and more comes', () =>
    expect(
      looks([
        [0, 5n, 7n],
        [10_000, 7n, 9n],
        [20_000, 10n, 12n],
        [25_000, 11n, 14n],
      ]),
    ).toEqual([0, 0, 0, 5]));

  it('is nothing where nothing waits, and counts anew after that', () =>
    expect(
      looks([
        [0, 5n, 7n],
        [10_000, 7n, 7n],
        [3_600_000, 7n, 8n],
        [3_601_000, 7n, 8n],
      ]),
    ).toEqual([0, 0, 0, 1]));

  it('is forgotten with a partition that is left', () => {
    const waiting = new Waiting();
    waiting.seconds(0, 0n, 1n, 0);
    waiting.seconds(1, 0n, 1n, 0);
    waiting.keep(new Set([1]));
    expect([0, 1].map((partition) => waiting.seconds(partition, 0n, 1n, 9_000))).toEqual([0, 9]);
  });
});
