import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { readHeads, type Sql } from '#persistence';
import { backoff, pause } from './pause.js';
import { isBeyond, toPosition, type Position } from './position.js';

const POLL_MS = 100;

interface Waiting {
  readonly partition: number;
  readonly after: Position;
  readonly resolve: () => void;
}

/** Knows what there is to publish: one query for all partitions, every 100 ms, sooner when somebody says so. */
export class Heads implements OnApplicationBootstrap, OnModuleDestroy {
  /** When the loop was last seen to go round, in milliseconds since 1970. */
  seenAt = Date.now();
  private readonly log = new Logger(Heads.name);
  private readonly heads = new Map<number, Position | undefined>();
  /** Partitions with states that are to be sent again. */
  private readonly again = new Set<number>();
  private readonly waiting = new Set<Waiting>();
  private readonly stop = new AbortController();
  private nap = new AbortController();

  constructor(private readonly sql: Sql) {}

  onApplicationBootstrap(): void {
    void this.loop();
  }

  onModuleDestroy(): void {
    this.stop.abort();
    this.wake();
  }

  watch(partition: number): void {
    this.heads.set(partition, undefined);
  }

  unwatch(partition: number): void {
    this.heads.delete(partition);
  }

  /** As of the last look; `undefined` before the first. */
  of(partition: number): Position | undefined {
    return this.heads.get(partition);
  }

  /** Whether there are states that are to be sent again, as of the last look. */
  isAgain(partition: number): boolean {
    return this.again.has(partition);
  }

  /** Until the next look. */
  nothingAgain(partition: number): void {
    this.again.delete(partition);
  }

  wake(): void {
    this.nap.abort();
  }

  /** Resolves when there is something after this position in a partition that is watched, or the signal is aborted. */
  async beyond(partition: number, after: Position, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.isMore(partition, after)) return;
    const { promise, resolve: done } = Promise.withResolvers<undefined>();
    const resolve = (): void => done(undefined);
    const waiting = { partition, after, resolve };
    this.waiting.add(waiting);
    signal.addEventListener('abort', resolve);
    await promise;
    signal.removeEventListener('abort', resolve);
    this.waiting.delete(waiting);
  }

  private async loop(): Promise<void> {
    for (let failures = 0; !this.stop.signal.aborted;) {
      this.seenAt = Date.now();
      this.nap = new AbortController();
      try {
        if (this.heads.size > 0) await this.look();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.log.warn(`what there is to publish could not be asked for: ${String(error)}`);
      }
      await pause(failures === 0 ? POLL_MS : backoff(failures), failures === 0 ? this.nap.signal : this.stop.signal);
    }
  }

  private async look(): Promise<void> {
    for (const [partition, { again, ...sent }] of await readHeads(this.sql, [...this.heads.keys()])) {
      if (this.heads.has(partition)) this.heads.set(partition, toPosition(sent));
      if (again) this.again.add(partition);
    }
    for (const { partition, after, resolve } of this.waiting) if (this.isMore(partition, after)) resolve();
  }

  private isMore(partition: number, after: Position): boolean {
    const head = this.heads.get(partition);
    return this.again.has(partition) || (head !== undefined && isBeyond(head, after));
  }
}
