import fc from 'fast-check';
import { chunksOf } from './publish-batch.js';

describe('cutting messages into Produce requests', () => {
  const message = fc.record({
    key: fc.option(fc.string()),
    value: fc.option(fc.string({ maxLength: 500 })),
    headers: fc.constant({ sequence: '1' }),
  });

  it('keeps every message, in order, and leaves no run empty', () => {
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 1, max: 2_000 }), (messages, maxBytes) => {
        const chunks = chunksOf(messages, maxBytes);
        expect(chunks.flat()).toEqual(messages);
        expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
      }),
    );
  });

  it('lets a larger message go alone', () => {
    const small = { key: 'k', value: 'v' };
    const large = { key: 'k', value: 'x'.repeat(1_000) };
    expect(chunksOf([small, small, large, small], 500)).toEqual([[small, small], [large], [small]]);
  });
});
