import { parseMinOffset } from './min-offset.js';

describe('Disclosure-Min-Offset', () => {
  it('lists offsets, of each partition the highest', () => {
    expect(parseMinOffset('3@1842, 0@77,3@9', 6)).toEqual([
      { partition: 3, offset: 1842n },
      { partition: 0, offset: 77n },
    ]);
  });

  it.each(['', ' ', '3', '3@', '@3', '3@x', '3@1,', '3@-1', '3@9223372036854775808', '6@0', 'x'.repeat(20_001)])(
    'refuses %j',
    (header) => {
      const refused = () => parseMinOffset(header, 6);
      expect(refused).toThrow(/^The header Disclosure-Min-Offset /);
      expect(refused).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    },
  );
});
