import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/**
 * Writes the lines of one turn of the event loop at once: a write each would cost more than the requests they tell of.
 * `process.exit` and uncaught exceptions lose nothing; SIGKILL can lose the turn it hits.
 */
export function lineBuffer(fd: number): DestinationStream {
  let lines = '';
  const flush = (): void => {
    const text = lines;
    lines = '';
    if (text !== '') writeAll(fd, Buffer.from(text));
  };
  process.on('exit', flush);
  return {
    write(line): void {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

/** Full pipes (EAGAIN) are waited for, as a full disk would be; where nobody reads any more (EPIPE) nothing is said. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
