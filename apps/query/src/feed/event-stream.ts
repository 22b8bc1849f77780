import type { ServerResponse } from 'node:http';
import type { StreamLimits } from './stream-limits.js';

export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  /** Without line breaks. */
  readonly data: string;
}

const farewellMs = 1_000;

/** Behind nginx nothing would come before its buffer is full. */
export const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/**
 * Server-Sent Events on one response. Nothing is kept for a slow reader but the one event that did not fit its socket's
 * buffer any more. An `id` without data moves the client's last event id and dispatches nothing.
 * Source: WHATWG HTML, 9.2.6.
 */
export class EventStream {
  private readonly ended = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private isFull = false;
  /** The id that the client has, and the one that it could have. */
  private told: string;
  private passed: string;

  constructor(
    private readonly raw: ServerResponse,
    private readonly limits: StreamLimits,
    id: string,
  ) {
    this.told = id;
    this.passed = id;
    this.heartbeat = setInterval(() => this.beat(), limits.heartbeat);
    raw.once('close', () => this.leave());
    raw.on('error', () => this.leave());
    raw.writeHead(200, streamHeaders);
    // At once: whoever lies between waits for the first bytes, and a client cut off before any event has where to go on.
    this.write(`:\nretry: ${limits.retry}\nid: ${id}\n\n`);
    if (raw.destroyed) this.leave();
  }

  /** Aborted when nobody reads any more, or nobody is to. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Whether it may be given more at once; if not, not before it is `drained`. */
  send({ id, event, data }: StreamEvent): boolean {
    this.told = id;
    this.passed = id;
    return this.write(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
  }

  /** Whether the buffer of the socket is empty again in time, or it no longer matters. */
  drained(): Promise<boolean> {
    const { raw, signal, limits } = this;
    if (!this.isFull || signal.aborted) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (inTime: boolean): void => {
        clearTimeout(timer);
        raw.off('drain', drain);
        signal.removeEventListener('abort', drain);
        this.isFull = !inTime;
        resolve(inTime);
      };
      const drain = (): void => settle(true);
      const timer = setTimeout(() => settle(false), limits.drain);
      raw.on('drain', drain);
      signal.addEventListener('abort', drain);
    });
  }

  /** What was read up to here was not for this client; it is told with the next heartbeat. */
  pass(id: string): void {
    this.passed = id;
  }

  end(): void {
    if (this.signal.aborted) return;
    this.leave();
    this.raw.end();
    // Who does not read does not see the end either.
    const gone = setTimeout(() => this.raw.destroy(), farewellMs);
    this.raw.once('close', () => clearTimeout(gone));
  }

  /** Without an end, so that the client knows. */
  cutOff(): void {
    this.leave();
    this.raw.destroy();
  }

  private leave(): void {
    clearInterval(this.heartbeat);
    this.ended.abort();
  }

  private write(text: string): boolean {
    if (this.signal.aborted) return true;
    this.isFull = !this.raw.write(text);
    return !this.isFull;
  }

  private beat(): void {
    if (this.isFull) return;
    const moved = this.passed === this.told ? '' : `id: ${this.passed}\n`;
    this.told = this.passed;
    this.write(`:\n${moved}\n`);
  }
}
