import { spawnSync } from 'node:child_process';
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
  return Math.max(worst, alertRules());
});

/** Prometheus is no package of npm: where it is not installed, somebody else has to try the rules. */
function alertRules() {
  const { error, status } = spawnSync('promtool', ['test', 'rules', 'docker/prometheus/alerts.test.yml'], {
    stdio: 'inherit',
  });
  if (error === undefined) return status ?? 1;
  console.warn(`Alert rules were not tried over time, as there is no promtool: ${error.message}`);
  return 0;
}
