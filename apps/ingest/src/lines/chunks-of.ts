import type { Readable } from 'node:stream';

const EVENTS = ['readable', 'end', 'close', 'error'] as const;

/** Ends with the stream or at `stop`. Unlike the stream's own iterator it leaves the stream, and so the answer's socket, alive. */
export async function* chunksOf(stream: Readable, stop: AbortSignal): AsyncGenerator<Buffer> {
  while (!stop.aborted) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) yield chunk;
    else if (stream.readableEnded) return;
    else if (stream.destroyed) throw stream.errored ?? new Error('The client went away');
    else await news(stream, stop);
  }
}

async function news(stream: Readable, stop: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  for (const event of EVENTS) stream.on(event, wake);
  stop.addEventListener('abort', wake);
  try {
    await promise;
  } finally {
    for (const event of EVENTS) stream.off(event, wake);
    stop.removeEventListener('abort', wake);
  }
}

/** Lets a client that goes on sending come to the answer; cuts it off where it never ends. */
export function discardRest(stream: Readable, atMost: number): void {
  let left = atMost;
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) stream.destroy();
  });
}
