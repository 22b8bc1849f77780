import { scenarios } from './mutants/scenarios.js';
import { trial } from './mutants/trial.js';

const only = process.env['ONLY'];

describe('the product as it is', () => {
  it.each(Object.entries(scenarios).filter(([name]) => only === undefined || only === name))(
    '%s',
    async (name, scenario) => {
      const { violations, seconds } = await trial(scenario);
      process.stderr.write(`${name} ${seconds.toFixed(1)} s\n`);
      expect(violations.slice(0, 5)).toEqual([]);
    },
    120_000,
  );
});
