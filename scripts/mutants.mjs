import { parseArgs } from 'node:util';
import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, 'at-once': { type: 'string', default: '3' } },
});

/** Every mutant of the product, or those named, each in its scenario: exits with 1 if one survives. */
await prepared((node) => {
  const env = { ...node.env, MUTANTS: values.only.join(',') || 'all', TRIALS_AT_ONCE: values['at-once'] };
  return foreground({ ...node, env }, [...jest, 'test/faults/mutants.flow'], { ownGroup: false });
});
