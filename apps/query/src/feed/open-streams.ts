import { Counter, Gauge, type Registry } from 'prom-client';
import type { FastifyReply } from 'fastify';
import { Problem, type Shutdown } from '#service';
import { EventStream } from './event-stream.js';
import type { StreamLimits } from './stream-limits.js';

const tryAgainAfterSeconds = 10;

/** Every stream there is, so many at most. They end when the service does. */
export class OpenStreams {
  private readonly streams = new Set<EventStream>();
  private readonly ofCaller = new Map<string, number>();
  private readonly cutOffs: Counter;

  constructor(
    private readonly limits: StreamLimits,
    private readonly perCaller: number,
    private readonly shutdown: Shutdown,
    registry: Registry,
  ) {
    const { streams } = this;
    const registers = [registry];
    new Gauge({
      name: 'query_streams_open',
      help: 'Streams of changes that are open',
      registers,
      collect() {
        this.set(streams.size);
      },
    });
    this.cutOffs = new Counter({
      name: 'query_streams_cut_off_total',
      help: 'Streams of changes that were cut off because their readers were too slow',
      registers,
    });
    shutdown.signal.addEventListener('abort', () => {
      for (const stream of streams) stream.end();
    });
  }

  /**
   * @param id from where on a client would resume that has read nothing.
   * @param caller whose streams are counted together.
   */
  open(reply: FastifyReply, id: string, caller: string): EventStream {
    if (this.shutdown.begun) throw new Problem('unavailable', { detail: 'This instance is shutting down' });
    if (this.streams.size >= this.limits.streams) {
      throw new Problem('unavailable', {
        detail: `${this.limits.streams} streams are open, and there may be no more`,
        headers: { 'retry-after': String(tryAgainAfterSeconds) },
      });
    }
    const own = this.ofCaller.get(caller) ?? 0;
    if (own >= this.perCaller) {
      throw new Problem('rate-limited', {
        detail: `You have ${own} streams open here, and may have no more`,
        headers: { 'retry-after': String(tryAgainAfterSeconds) },
      });
    }
    reply.hijack();
    const stream = new EventStream(reply.raw, this.limits, id);
    if (stream.signal.aborted) return stream;
    this.streams.add(stream);
    this.ofCaller.set(caller, own + 1);
    stream.signal.addEventListener('abort', () => this.closed(stream, caller), { once: true });
    return stream;
  }

  private closed(stream: EventStream, caller: string): void {
    this.streams.delete(stream);
    const left = (this.ofCaller.get(caller) ?? 1) - 1;
    if (left === 0) this.ofCaller.delete(caller);
    else this.ofCaller.set(caller, left);
  }

  cutOff(stream: EventStream): void {
    this.cutOffs.inc();
    stream.cutOff();
  }
}
