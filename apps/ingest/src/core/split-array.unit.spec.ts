import fc from 'fast-check';
import { splitArray } from './split-array.js';

describe('the elements of an array', () => {
  it('are those that JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (values, indent) => {
        const parts = splitArray(JSON.stringify(values, null, indent));
        expect(parts.map((part) => JSON.parse(part) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it('stay as written', () => {
    expect(splitArray('  [1.0, {"b" : "]\\"\\\\", "a":[ ,]}  , "\\\\" ] ')).toEqual([
      '1.0',
      ' {"b" : "]\\"\\\\", "a":[ ,]}  ',
      ' "\\\\" ',
    ]);
    expect(splitArray(' [ ] ')).toEqual([]);
  });
});
