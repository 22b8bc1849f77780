import fc from 'fast-check';
import { checkMembers } from './members.js';

const checked = (text: string) => checkMembers(text, JSON.parse(text) as object);

describe('members of an event', () => {
  it('are as they are, whatever is in their values', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__'));
        expect(checked(text)).toEqual([]);
        expect(checked(JSON.stringify(value, null, 2))).toEqual([]);
      }),
    );
  });

  it.each<[string, string]>([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":1,"b":{"c":[{"d":":"},{"e":1,"d":"x","e":2}]}}', '/b/c/1/e'],
    [String.raw`{"a\"":1,"x":[],"a\"":2}`, '/a"'],
    [String.raw`{"a":1,"\u0061":2}`, '/a'],
    ['{"a/b":{"~":1,"~":2}}', '/a~1b/~0'],
  ])('of %s, %s comes twice', (text, pointer) => {
    expect(checked(text)).toEqual([{ pointer, message: 'comes twice' }]);
  });

  it.each(['{"__proto__":{"x":1}}', '{"data":{"__proto__":null}}', '{"a":[{"__proto__":{}}]}'])(
    'of %s one is called __proto__',
    (text) => {
      expect(checked(text)).toMatchObject([{ message: 'is no name for a member' }]);
    },
  );

  it('may be mentioned', () => {
    expect(checked('{"body":"of __proto__ and \\"a\\": 1"}')).toEqual([]);
  });

  it('are ten thousand at most', () => {
    const many = (n: number) => JSON.stringify(Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i])));
    expect(checked(many(10_000))).toEqual([]);
    expect(checked(many(10_001))).toMatchObject([{ pointer: '' }]);
  });
});
