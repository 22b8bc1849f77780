import type { Fault } from './faults.js';
import { scheduleOf } from './schedule.js';

const points = { projector: ['before-commit'], notifier: ['after-send'] };

describe('the schedule of faults', () => {
  it('is the same for the same seed', () => {
    expect(scheduleOf({ seed: 7, minutes: 30, points })).toEqual(scheduleOf({ seed: 7, minutes: 30, points }));
  });

  it('is another for another seed', () => {
    expect(scheduleOf({ seed: 8, minutes: 30, points })).not.toEqual(scheduleOf({ seed: 7, minutes: 30, points }));
  });

  it('begins alike however long the run is', () => {
    const short = scheduleOf({ seed: 7, minutes: 2, points });
    expect(scheduleOf({ seed: 7, minutes: 60, points }).slice(0, short.length)).toEqual(short);
  });

  it('strikes all that there is', () => {
    const faults = scheduleOf({ seed: 1, minutes: 60, points }).flatMap((step) => step.faults);
    const of = <Kind extends Fault['kind']>(kind: Kind) =>
      faults.filter((fault): fault is Extract<Fault, { kind: Kind }> => fault.kind === kind);
    expect(new Set(faults.map(({ kind }) => kind)).size).toBe(14);
    expect(new Set(of('broker').map(({ how }) => how)).size).toBe(3);
    expect(new Set(of('request').map(({ request }) => request)).size).toBe(9);
    expect(new Set(of('request').map(({ what }) => what)).size).toBe(6);
    expect(new Set(of('silence').map(({ side, way }) => `${side} ${way}`)).size).toBe(4);
  });

  it('stops a store only when nothing else happens', () => {
    for (const { faults } of scheduleOf({ seed: 3, minutes: 60 })) {
      if (faults.some(({ kind }) => kind === 'broker' || kind === 'postgres')) expect(faults).toHaveLength(1);
    }
  });

  it('knows no crash points where none are named', () => {
    const faults = scheduleOf({ seed: 1, minutes: 60 }).flatMap((step) => step.faults);
    expect(faults.some(({ kind }) => kind === 'crash')).toBe(false);
  });
});
