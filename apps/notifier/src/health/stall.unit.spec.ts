import { PartitionState, type Stage } from '../publishing/partition-state.js';
import { stallOf } from './stall.js';

const minute = 60_000;

function stateAt(stage: Stage): PartitionState {
  const state = new PartitionState(2);
  state.at(stage);
  state.sent = { sequence: 4n, deadLetter: -1n };
  return state;
}

describe('a partition stands still', () => {
  it.each<Stage>(['reading', 'publishing', 'noting'])('when it has been %s for more than a minute', (stage) => {
    const state = stateAt(stage);
    expect(stallOf(state, undefined, state.since + minute)).toBeNull();
    expect(stallOf(state, undefined, state.since + minute + 1)).toContain(`partition 2 has been ${stage}`);
  });

  it('when it is idle although there is something to publish', () => {
    const state = stateAt('idle');
    expect(stallOf(state, { sequence: 4n, deadLetter: -1n }, state.since + 9 * minute)).toBeNull();
    expect(stallOf(state, { sequence: 5n, deadLetter: -1n }, state.since + minute + 1)).toContain(
      'something to publish',
    );
  });

  it('when taking over has taken longer than its time-outs together', () => {
    const state = stateAt('opening');
    expect(stallOf(state, undefined, state.since + 2 * minute)).toBeNull();
    expect(stallOf(state, undefined, state.since + 4 * minute)).not.toBeNull();
  });

  it('when it has been failing for more than ten minutes, whatever it is at', () => {
    const state = stateAt('waiting');
    state.failed('publishing', 'no answer');
    expect(stallOf(state, undefined, Date.now() + 9 * minute)).toBeNull();
    expect(stallOf(state, undefined, Date.now() + 11 * minute)).toContain('no answer');
  });

  it('for readiness after a share of that time', () => {
    const state = stateAt('publishing');
    expect(stallOf(state, undefined, state.since + minute / 4, 0.25)).toBeNull();
    expect(stallOf(state, undefined, state.since + minute / 4 + 1, 0.25)).not.toBeNull();
  });

  it.each<Stage>(['elsewhere', 'stopped', 'waiting'])('not when it is %s', (stage) => {
    const state = stateAt(stage);
    expect(stallOf(state, { sequence: 9n, deadLetter: -1n }, state.since + 9 * minute)).toBeNull();
  });
});
