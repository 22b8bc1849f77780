import { parseArgs } from 'node:util';
import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, logs: { type: 'string', default: '1000' } },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} must be a whole number, not ${value}`);
}
const { seed, logs } = values;

/** Random logs through the oracle, the fold and a whole pipeline of its own: SEED, SEED + 1, … */
await prepared((node) => {
  const env = { ...node.env, SEED: seed, LOGS: logs };
  return foreground({ ...node, env }, [...jest, '--runInBand', 'test/oracle/'], { ownGroup: false });
});
