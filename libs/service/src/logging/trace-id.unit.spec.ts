import { traceId } from './trace-id.js';

const trace = '0af7651916cd43dd8448eb211c80319c';

describe('the trace id', () => {
  it.each([
    ['of version 00', `00-${trace}-b7ad6b7169203331-01`],
    ['of a later version with more to it', `cc-${trace}-b7ad6b7169203331-01-what-follows`],
  ])('is read from a traceparent %s', (_which, header) => {
    expect(traceId(header)).toBe(trace);
  });

  it.each([
    undefined,
    'nonsense',
    `ff-${trace}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-b7ad6b7169203331-01`,
  ])('is not read from %s', (header) => {
    expect(traceId(header)).toBeUndefined();
  });
});
