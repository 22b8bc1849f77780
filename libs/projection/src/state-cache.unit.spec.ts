import { newIncidentState } from '#domain';
import { StateCache } from './state-cache.js';

describe('states of incidents between batches', () => {
  it('are found again at exactly their version, once', () => {
    const cache = new StateCache();
    cache.take(1, 'a', 0);
    const state = { ...newIncidentState('a'), version: 3 };
    cache.put(1, state);
    expect(cache.take(1, 'a', 3)).toBe(state);
    expect(cache.take(1, 'a', 3)).toBeUndefined();
    cache.put(1, state);
    expect(cache.take(1, 'a', 4)).toBeUndefined();
  });

  it('of a generation that is no longer served are neither found nor kept', () => {
    const cache = new StateCache();
    cache.take(1, 'a', 0);
    const old = { ...newIncidentState('a'), version: 3 };
    cache.put(1, old);
    expect(cache.take(2, 'a', 3)).toBeUndefined();
    // The batch that had it was committed before the switch, and ends after it.
    cache.put(1, old);
    expect(cache.take(2, 'a', 3)).toBeUndefined();
    expect(cache.take(1, 'a', 3)).toBeUndefined();
  });
});
