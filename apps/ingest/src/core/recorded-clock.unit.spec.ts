import fc from 'fast-check';
import { RecordedClock } from './recorded-clock.js';

describe('recorded times', () => {
  it('rise strictly, whatever the clock of the machine does', () => {
    const steps = fc.array(
      fc.record({
        wall: fc.integer({ min: -100_000, max: 100_000 }),
        steady: fc.double({ min: 0, max: 2_000, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(steps, (all) => {
        const now = { wall: 1_700_000_000_000, steady: 1_700_000_000_000 };
        const clock = new RecordedClock({ wall: () => now.wall, steady: () => now.steady });
        const times = all.map(({ wall, steady }) => {
          now.wall += wall;
          now.steady += steady;
          return clock.next();
        });
        expect(times.toSorted()).toEqual(times);
        expect(new Set(times).size).toBe(times.length);
      }),
    );
  });

  it('follow the clock when it is set forward', () => {
    const now = { wall: 1_700_000_000_000, steady: 5 };
    const clock = new RecordedClock({ wall: () => now.wall, steady: () => now.steady });
    expect(clock.next()).toBe('2023-11-14T22:13:20.000000Z');
    now.steady += 0.25;
    expect(clock.next()).toBe('2023-11-14T22:13:20.000250Z');
    expect(clock.next()).toBe('2023-11-14T22:13:20.000251Z');
    now.wall += 60_000;
    expect(clock.next()).toBe('2023-11-14T22:14:20.000000Z');
  });
});
