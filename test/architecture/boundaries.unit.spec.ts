import { cruise, type Cruise } from './cruise.js';
import { lawful, violations } from './violations.js';

describe('the boundaries between modules', () => {
  let broken: Cruise;
  beforeAll(async () => {
    const sources = Object.fromEntries(violations.map(({ file, source }) => [file, source]));
    broken = await cruise({ ...lawful, ...sources, 'libs/kafka/src/h.ts': "export { imported } from './g.js';" });
  });

  it.each(violations)('$rule bites', ({ rule, file }) => {
    expect(broken.found).toContainEqual({ rule, file });
  });

  it('have no rule that nobody has seen bite', () => {
    expect(violations.map(({ rule }) => rule)).toEqual(broken.rules);
  });

  it('find nothing in what is allowed', async () => {
    expect((await cruise(lawful)).found).toEqual([]);
  });
});
