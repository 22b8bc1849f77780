import { Permits } from '#service';
import { editsOf, type Mutant } from './mutants/mutant.js';
import { mutants } from './mutants/list.js';
import { scenarios } from './mutants/scenarios.js';
import { trial, type Trial } from './mutants/trial.js';

const { MUTANTS = '', TRIALS_AT_ONCE = '3' } = process.env;

/** All, those named, or those that CI has time for. */
const chosen = mutants.filter(({ name, inCi }) =>
  MUTANTS === '' ? inCi === true : MUTANTS === 'all' || MUTANTS.split(',').includes(name),
);
const played = Object.entries(scenarios).filter(
  // With all of them, also what no mutant breaks alone.
  ([name]) => MUTANTS === 'all' || chosen.some(({ scenario }) => scenario === name),
);
const timeout = 1_800_000;

const say = (...columns: readonly string[]) => process.stderr.write(`${columns.join(' | ').slice(0, 300)}\n`);

describe('mutants', () => {
  const asItIs = new Map<string, Promise<Trial>>();
  const mutated = new Map<Mutant, Promise<Trial>>();

  beforeAll(() => {
    const permits = new Permits(Number(TRIALS_AT_ONCE));
    const begin = (name: string, play: () => Promise<Trial>): Promise<Trial> => {
      const done = permits.run(play);
      done.then(
        ({ violations, seconds }) => say(name, violations[0] ?? 'all holds', `${seconds.toFixed(1)} s`),
        (error: unknown) => say(name, String(error)),
      );
      return done;
    };
    for (const [name, scenario] of played)
      asItIs.set(
        name,
        begin(`none in ${name}`, () => trial(scenario)),
      );
    for (const mutant of chosen) {
      const { name, promise, scenario } = mutant;
      mutated.set(
        mutant,
        begin(`${name} | ${promise}`, () => trial(scenarios[scenario], editsOf(mutant))),
      );
    }
  });

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
