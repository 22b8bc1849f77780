import type { Readable } from 'node:stream';
import { Problem } from '#service';

/** Of all bodies together that are not there whole: who opens many gets no more memory than this. */
const MOST_UNDER_WAY_BYTES = 256 * 1024 * 1024;
let underWay = 0;

type Collected = (error: Problem | null, bytes: Buffer) => void;

const NOTHING = Buffer.alloc(0);
// A client that is answered while it still sends may find its connection reset before it has read the answer.
const READ_ON_BYTES = 64 * 1024 * 1024;
// What does not come as a stream is there by then.
const WHOLE_MS = 30_000;

/** The whole body; of one that is larger nothing is kept, but it is read on, within bounds. Calls back once. */
export function collect(stream: Readable, limit: number, done: Collected, within = WHOLE_MS): void {
  let chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => {
    finish(new Problem('request-timeout', { detail: `The body was not there within ${within / 1000} seconds` }));
  }, within);
  const finish = (error: Problem | null, bytes: Buffer = NOTHING): void => {
    clearTimeout(late);
    if (size <= limit) underWay -= size;
    stream.off('data', take).off('end', end).off('error', fail);
    // Whatever still goes wrong on this connection is nobody's any more.
    stream.on('error', () => undefined);
    done(error, bytes);
  };
  const tooLarge = (): Problem => new Problem('too-large', { detail: `At most ${limit} bytes` });
  const tooMuch = (): Problem =>
    new Problem('unavailable', { detail: 'Too much is being sent at once; nothing of this is recorded' });
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= limit) {
      chunks.push(chunk);
      underWay += chunk.length;
      if (underWay > MOST_UNDER_WAY_BYTES) finish(tooMuch());
      return;
    }
    const before = size - chunk.length;
    if (before <= limit) underWay -= before;
    chunks = [];
    if (size > limit + READ_ON_BYTES) finish(tooLarge());
  };
  const end = (): void => {
    if (size > limit) finish(tooLarge());
    else finish(null, Buffer.concat(chunks, size));
  };
  const fail = (): void => finish(new Problem('unreadable-body', { detail: 'The body ended before its end' }));
  stream.on('data', take).on('end', end).on('error', fail);
}
