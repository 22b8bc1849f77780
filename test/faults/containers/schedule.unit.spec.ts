import { containerScheduleOf } from './schedule.js';

describe('which containers are killed', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(containerScheduleOf({ seed: 7, minutes: 3 })).toEqual(containerScheduleOf({ seed: 7, minutes: 3 }));
    expect(containerScheduleOf({ seed: 8, minutes: 3 })).not.toEqual(containerScheduleOf({ seed: 7, minutes: 3 }));
  });

  it('has every container killed either way, and never one twice in a step', () => {
    const steps = containerScheduleOf({ seed: 1, minutes: 10 });
    const names = steps.map(({ faults }) => faults.map(({ container }) => container));
    const struck = new Set(steps.flatMap(({ faults }) => faults.map(({ kind, container }) => `${kind} ${container}`)));
    expect(struck.size).toBe(12);
    expect(names.every((each) => new Set(each).size === each.length)).toBe(true);
    expect(names.some((each) => each.length === 2)).toBe(true);
  });
});
