import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';

const steps = [
  ['typescript/bin/tsc', '--noEmit'],
  ['eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  ['dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.mjs', 'apps', 'libs', 'test'],
  ['knip/bin/knip.js', '--no-progress'],
  ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
];

/** Types, lint, module boundaries, dead code, format: with the Node that the project brings, one after another. */
await prepared(async (node) => {
  let worst = 0;
  for (const [program, ...args] of steps) {
    worst = Math.max(worst, await foreground(node, [`node_modules/${program}`, ...args], { ownGroup: false }));
  }
  return worst;
});
