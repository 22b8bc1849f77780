import { parseArgs } from 'node:util';
import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

const { values } = parseArgs({ options: { some: { type: 'string' }, seed: { type: 'string' } } });

/** A projector and a notifier killed at every await of theirs, or at some that a seed chooses, as CI does. */
await prepared((node) => {
  const env = {
    ...node.env,
    POINTS: values.some ?? 'all',
    ...(values.seed === undefined ? {} : { POINTS_SEED: values.seed }),
  };
  return foreground({ ...node, env }, [...jest, 'test/faults/crash-points.flow'], { ownGroup: false });
});
