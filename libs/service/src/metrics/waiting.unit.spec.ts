import { Waiting } from './waiting.js';

describe('how long something waits', () => {
  type Look = readonly [now: number, done: bigint, end: bigint, seconds: number];

  it.each<{ what: string; looks: readonly Look[] }>([
    {
      what: 'is told from when it was seen',
      looks: [
        [0, 5n, 7n, 0],
        [10_000, 5n, 9n, 10],
        [20_000, 6n, 9n, 20],
      ],
    },
    {
      what: 'does not grow while all that was there is done and more comes',
      looks: [
        [0, 5n, 7n, 0],
        [10_000, 7n, 9n, 0],
        [20_000, 10n, 12n, 0],
        [25_000, 11n, 14n, 5],
      ],
    },
    {
      what: 'is nothing where nothing waits, and counts anew after that',
      looks: [
        [0, 5n, 7n, 0],
        [10_000, 7n, 7n, 0],
        [3_600_000, 7n, 8n, 0],
        [3_601_000, 7n, 8n, 1],
      ],
    },
  ])('$what', ({ looks }) => {
    const waiting = new Waiting();
    for (const [now, done, end, seconds] of looks) expect(waiting.seconds(0, done, end, now)).toBe(seconds);
  });

  it('is forgotten with a partition that is left', () => {
    const waiting = new Waiting();
    waiting.seconds(0, 0n, 1n, 0);
    waiting.seconds(1, 0n, 1n, 0);
    waiting.keep(new Set([1]));
    expect([0, 1].map((partition) => waiting.seconds(partition, 0n, 1n, 9_000))).toEqual([0, 9]);
  });
});
