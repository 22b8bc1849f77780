import { readFileSync } from 'node:fs';
import { isPermissive, licences, page } from '../../scripts/licences.mjs';

describe('what is shipped', () => {
  it('may be shipped', () => {
    const all = licences();
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
  });

  it('is listed as it is: npm run licences', () => {
    expect(readFileSync('docs/licences.md', 'utf8')).toBe(page());
  });

  it.each(['GPL-3.0', 'MIT AND GPL-2.0', 'none named', 'SSPL-1.0'])('is nothing under %s', (licence) => {
    expect(isPermissive(licence)).toBe(false);
  });
});
