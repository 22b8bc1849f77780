import { editsOf, mutatedSources } from './mutant.js';
import { mutants } from './list.js';

describe('the list of mutants', () => {
  it('names at least twenty, each by a name of its own', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(20);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('is up to date: %s', (_, mutant) => {
    expect(mutatedSources(editsOf(mutant)).size).toBeGreaterThan(0);
  });
});
