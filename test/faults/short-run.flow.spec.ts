import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFaults } from './harness/run.js';

/** What `npm run faults` does for hours, for a little while; its services are those of `dist`. */
describe('the promises, under faults', () => {
  // Among its faults are lost answers to Produce, EndTxn and COMMIT, crash points, a rebuild, and both servers killed.
  it.each([53_551])(
    'hold (seed %i)',
    async (seed) => {
      const signal = new AbortController().signal;
      const checkout = process.cwd();
      const { report, folder, remove } = await runFaults({
        seed,
        minutes: 0.9,
        checkout,
        say: () => undefined,
        signal,
      });
      const run = await readFile(join(folder, 'run.ndjson'), 'utf8');
      expect({ violations: report.violations, run }).toEqual({ violations: [], run });
      expect(Object.values(report.faults).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
      expect(report.clients['recorded']).toBeGreaterThan(100);
      await remove();
    },
    400_000,
  );
});
