import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import type { Examined } from '../core/ingest.js';
import type { Verdict } from '../core/verdict.js';
import { jsonLines } from '../testing/answer.js';
import { answerLines, type LinesOptions } from './answer-lines.js';

const named = { source: '/s', id: 'i', type: 't' };
const bad: Examined = {
  kind: 'rejected',
  verdict: { status: 'rejected', event: named, rejection: { code: 'invalid-event' } },
};
const recorded = (offset: bigint): Verdict => ({ status: 'recorded', event: named, at: { partition: 0, offset } });

function options(overrides: Partial<LinesOptions> = {}): LinesOptions {
  let offset = 0n;
  return {
    purpose: 'recorded',
    examine: () => bad,
    settle: (examined) => examined.map(() => recorded(offset++)),
    all: true,
    shutdown: new AbortController().signal,
    ...overrides,
  };
}

const accepting = { examine: () => ({ kind: 'accepted' }) as Examined };

/** Lines without end, as far as a reader with bounds goes; and how many bytes of them were taken. */
function endless(): { readonly stream: Readable; readonly taken: () => number } {
  const chunk = Buffer.from('{"some":"line"}\n'.repeat(4_096));
  let taken = 0;
  const stream = new Readable({
    read() {
      taken += chunk.length;
      this.push(taken > 64 * 1024 * 1024 ? null : chunk);
    },
  });
  return { stream, taken: () => taken };
}

/** Until nothing is read for many turns of the event loop. */
async function standstill(taken: () => number): Promise<void> {
  for (let still = 0, last = taken(); still < 200; still = taken() === last ? still + 1 : 0, last = taken())
    await turn();
}

describe('lines', () => {
  it('are read no faster than their answers', async () => {
    const { stream, taken } = endless();
    const answer = answerLines(stream, options(accepting));
    answer.read(0);
    await standstill(taken);
    const first = taken();
    expect(first).toBeLessThan(10 * 1024 * 1024);
    for (let left = 100; left > 0; left -= 1) if (answer.read() === null) await turn();
    await standstill(taken);
    expect(taken()).toBeGreaterThan(first);
    answer.destroy();
    await standstill(taken);
  });

  it('are read on where only what went wrong is told', async () => {
    const lines = Readable.from([Buffer.from('{}\n'.repeat(900)), Buffer.from('{}\n'.repeat(50))]);
    const answer = answerLines(
      lines,
      options({ all: false, settle: () => Array.from({ length: 1 }, () => bad.verdict) }),
    );
    answer.read(0);
    await new Promise((resolve) => lines.once('end', resolve));
    expect(jsonLines(await text(answer)).at(-1)).toMatchObject({ rejected: 2, stoppedAt: null });
  });

  it('that cannot be appended end the reading', async () => {
    const { stream } = endless();
    const failing = options({
      ...accepting,
      all: false,
      settle: async (examined) => examined.map(() => ({ status: 'failed', event: named })),
    });
    const lines = jsonLines(await text(answerLines(stream, failing)));
    const summary = lines.at(-1);
    expect(summary).toMatchObject({ failed: lines.length - 1, lines: lines.length - 1, stoppedAt: lines.length - 1 });
    stream.destroy();
  });

  it('are answered before the next are there', async () => {
    const stream = new PassThrough();
    const answer = answerLines(stream, options(accepting)).iterator();
    for (const line of [1, 2, 3]) {
      stream.write('{}\n');
      expect(JSON.parse(String((await answer.next()).value))).toMatchObject({ line });
    }
    stream.end('{}');
    let rest = '';
    for await (const chunk of answer) rest += String(chunk);
    expect(jsonLines(rest)).toMatchObject([{ line: 4 }, { lines: 4, offsets: ['0@3'] }]);
  });

  it('end with a summary when the service stops', async () => {
    const stream = new PassThrough();
    const stop = new AbortController();
    stream.write('{}\n{}\n{"ha');
    const answer = answerLines(stream, options({ ...accepting, shutdown: stop.signal }))[Symbol.asyncIterator]();
    await answer.next();
    stop.abort();
    expect(JSON.parse(String((await answer.next()).value))).toMatchObject({ lines: 2, stoppedAt: 2 });
  });

  it('have no summary where the client went away', async () => {
    const stream = new PassThrough();
    const answer = text(answerLines(stream, options(accepting)));
    stream.write('{}\n');
    stream.destroy(new Error('reset'));
    await expect(answer).rejects.toThrow('reset');
  });
});
