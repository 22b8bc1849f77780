import { Permits } from '#service';
import { editsOf, type Mutant } from './mutants/mutant.js';
import { mutants } from './mutants/list.js';
import { scenarios } from './mutants/scenarios.js';
import { trial, type Trial } from './mutants/trial.js';

const { MUTANTS = '', TRIALS_AT_ONCE = '3' } = process.env;

/** All, those named, or those that need no long run. */
const chosen = mutants.filter(({ name, long }) =>
  MUTANTS === '' ? long !== true : MUTANTS === 'all' || MUTANTS.split(',').includes(name),
);
const played = Object.entries(scenarios).filter(([name]) => chosen.some(({ scenario }) => scenario === name));
const timeout = 1_800_000;

describe('mutants', () => {
  const asItIs = new Map<string, Promise<Trial>>();
  const mutated = new Map<Mutant, Promise<Trial>>();

  beforeAll(() => {
    const permits = new Permits(Number(TRIALS_AT_ONCE));
    for (const [name, scenario] of played)
      asItIs.set(
        name,
        permits.run(() => trial(scenario)),
      );
    for (const mutant of chosen)
      mutated.set(
        mutant,
        permits.run(() => trial(scenarios[mutant.scenario], editsOf(mutant))),
      );
    // Each is looked at in its turn.
    for (const each of [...asItIs.values(), ...mutated.values()]) each.catch(() => undefined);
  });

  afterAll(async () => {
    const rows = [...mutated].map(async ([mutant, done]) => {
      const { violations, seconds } = await done;
      return [mutant.name, mutant.promise, violations[0]?.slice(0, 160) ?? 'SURVIVES', `${seconds.toFixed(1)} s`];
    });
    const told = await Promise.allSettled(rows);
    const lines = told.map((one) => (one.status === 'fulfilled' ? one.value.join(' | ') : String(one.reason)));
    process.stderr.write(`${lines.join('\n')}\n${lines.length} mutants\n`);
  }, timeout);

  it.each(played)(
    'none: the promises hold in %s',
    async (name) => {
      expect((await asItIs.get(name))?.violations.slice(0, 5)).toEqual([]);
    },
    timeout,
  );

  it.each(chosen.map((mutant) => [mutant.name, mutant] as const))(
    '%s is caught',
    async (_, mutant) => {
      expect((await mutated.get(mutant))?.violations.length).toBeGreaterThan(0);
    },
    timeout,
  );
});
