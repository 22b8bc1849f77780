import { lagLines } from './format.js';
import type { PartitionLag } from './measure.js';

const fine: PartitionLag = {
  partition: 0,
  end: 12,
  next: 10,
  lag: 2,
  lagSeconds: 130,
  parked: 0,
  stopped: null,
  changes: { head: 5, published: 4, unsent: 1 },
  deadLettersUnsent: 0,
  resume: null,
};

it('lag is a table with sums', () => {
  expect(lagLines([fine, { ...fine, partition: 1, lag: 0, lagSeconds: null }])).toEqual([
    'partition  end  applied  lag  since  parked  changes  published  unsent  dead unsent',
    '        0   12       10    2  2 min       0        5          4       1            0',
    '        1   12       10    0      -       0        5          4       1            0',
    '      all   24       20    2              0       10          8       2            0',
  ]);
});

it('what stands still says why', () => {
  const stopped = { category: 'foreign-log', reason: 'another log', offset: '0@7' };
  const lost = { ...fine, stopped, changes: { head: 5, published: null, unsent: null }, resume: 'continue' };
  expect(lagLines([lost]).slice(-3)).toEqual([
    'partition 0 stands still at 0@7 (foreign-log): another log',
    'partition 0: the changes topic is not what this database published; see disclosure offsets',
    'partition 0: the notifier was told to continue, and has not so far',
  ]);
});
