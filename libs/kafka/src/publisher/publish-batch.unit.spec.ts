import fc from 'fast-check';
import { requestsOf } from './publish-batch.js';

describe('cutting a batch into Produce requests', () => {
  const message = fc.record({
    key: fc.option(fc.string()),
    value: fc.option(fc.string({ maxLength: 500 })),
    headers: fc.constant({ sequence: '1' }),
  });
  const messages = fc.array(message);
  const batch = fc.record({ changes: messages, incidents: messages, deadLetters: messages });

  it('keeps every message, in order, names a part once a request, and leaves nothing empty', () => {
    fc.assert(
      fc.property(batch, fc.integer({ min: 1, max: 2_000 }), (given, maxBytes) => {
        const requests = requestsOf(given, maxBytes);
        for (const part of ['changes', 'incidents', 'deadLetters'] as const) {
          const sent = requests.flat().filter((each) => each.part === part);
          expect(sent.flatMap((each) => each.messages)).toEqual(given[part]);
        }
        for (const request of requests) {
          expect(new Set(request.map(({ part }) => part)).size).toBe(request.length);
          expect(request.length).toBeGreaterThan(0);
          expect(request.every((each) => each.messages.length > 0)).toBe(true);
        }
      }),
    );
  });

  const small = { key: 'k', value: 'v' };

  it('sends what is small at once', () => {
    expect(requestsOf({ changes: [small, small], incidents: [small], deadLetters: [] }, 500)).toEqual([
      [
        { part: 'changes', messages: [small, small] },
        { part: 'incidents', messages: [small] },
      ],
    ]);
  });

  it('lets a larger message go alone', () => {
    const large = { key: 'k', value: 'x'.repeat(1_000) };
    const cut = requestsOf({ changes: [small, small, large, small], incidents: [], deadLetters: [] }, 500);
    expect(cut.map(([only]) => only?.messages)).toEqual([[small, small], [large], [small]]);
  });
});
