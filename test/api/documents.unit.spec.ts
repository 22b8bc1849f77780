import { documents } from './documents.js';
import { validity } from './validity.js';
import { checkedIn } from './up-to-date.js';

const made = documents();

describe.each(Object.entries(made))('%s', (path, document) => {
  it('is made from the code as it is now: npm run api', () => {
    const { made: now, there } = checkedIn(path, document);
    expect(there === now).toBe(true);
  });

  it('is what its specification says', async () => {
    expect(await validity(document)).toEqual([]);
  });

  it('has no reference that leads nowhere', () => {
    const text = JSON.stringify(document);
    const refs = [...text.matchAll(/"\$ref":"#\/([^"]*)"/g)].map(([, path = '']) => path.split('/'));
    expect(refs.length).toBeGreaterThan(0);
    const missing = refs.filter((steps) => steps.reduce<unknown>(member, document) === undefined);
    expect(missing).toEqual([]);
  });
});

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
