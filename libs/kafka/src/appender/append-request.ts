import { AppendTimeout } from './errors.js';
import type { AppendResult } from './append-record.js';

export interface AppendLimit {
  /** Milliseconds since 1970. */
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

// A request without any limit would wait for Kafka for ever.
const LONGEST_MS = 60_000;

/** One call of `append`: collects its results in order and is over at its deadline, whatever is still under way. */
export class AppendRequest {
  readonly done: Promise<AppendResult[]>;
  private readonly results: (AppendResult | undefined)[];
  private readonly timer: NodeJS.Timeout;
  private readonly resolvers = Promise.withResolvers<AppendResult[]>();
  private left: number;
  private settled = false;

  constructor(
    count: number,
    private readonly limit: AppendLimit,
  ) {
    this.done = this.resolvers.promise;
    this.results = new Array<AppendResult | undefined>(count);
    this.left = count;
    const ms = Math.min((limit.deadline ?? Infinity) - Date.now(), LONGEST_MS);
    this.timer = setTimeout(this.expire, Math.max(0, ms));
    limit.signal?.addEventListener('abort', this.expire, { once: true });
    if (limit.signal?.aborted === true) this.expire();
  }

  get over(): boolean {
    return this.settled;
  }

  acknowledge(index: number, result: AppendResult): void {
    if (this.settled || this.results[index] !== undefined) return;
    this.results[index] = result;
    this.left -= 1;
    if (this.left > 0) return;
    this.settle();
    this.resolvers.resolve(this.results.filter((each) => each !== undefined));
  }

  private readonly expire = (): void => {
    if (this.settled) return;
    this.settle();
    this.resolvers.reject(
      new AppendTimeout(`${this.left} of ${this.results.length} records were not acknowledged in time`),
    );
  };

  private settle(): void {
    this.settled = true;
    clearTimeout(this.timer);
    this.limit.signal?.removeEventListener('abort', this.expire);
  }
}
