import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { readChangeHeads, type ChangesListener, type Sql } from '#persistence';

const afterFailureMs = 1_000;

interface Waiting {
  readonly after: readonly number[];
  readonly resolve: () => void;
}

/** Knows how far the feed goes: one query for all who wait, every `pollMs`, sooner when somebody says so; none when nobody waits. */
export class FeedHeads implements OnModuleDestroy {
  private readonly log = new Logger(FeedHeads.name);
  private readonly waiting = new Set<Waiting>();
  private heads: readonly number[] = [];
  private isPolling = false;
  private nap = new AbortController();
  private listener: ChangesListener | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly partitions: number,
    private readonly pollMs: number,
    private readonly listen: (onNotified: () => void) => ChangesListener,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.nap.abort();
    await this.listener?.close();
  }

  /** The heads, as soon as one lies beyond `after` or the signal is aborted. */
  async beyond(after: readonly number[], signal: AbortSignal): Promise<readonly number[]> {
    if (signal.aborted || this.isBeyond(after)) return this.heads;
    const { promise, resolve: done } = Promise.withResolvers<undefined>();
    const resolve = (): void => done(undefined);
    const waiting = { after, resolve };
    this.waiting.add(waiting);
    signal.addEventListener('abort', resolve);
    if (!this.isPolling) void this.poll();
    await promise;
    signal.removeEventListener('abort', resolve);
    this.waiting.delete(waiting);
    return this.heads;
  }

  private isBeyond(after: readonly number[]): boolean {
    return this.heads.some((head, partition) => head > (after[partition] ?? 0));
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    this.listener ??= this.listen(() => this.nap.abort());
    while (this.waiting.size > 0) {
      this.nap = new AbortController();
      const { signal } = this.nap;
      try {
        this.heads = await readChangeHeads(this.sql, this.partitions);
        for (const { after, resolve } of this.waiting) if (this.isBeyond(after)) resolve();
        await delay(this.pollMs, undefined, { signal }).catch(() => undefined);
      } catch (error) {
        this.log.warn(`how far the feed goes could not be asked for: ${String(error)}`);
        await delay(afterFailureMs);
      }
    }
    this.isPolling = false;
    this.heads = [];
  }
}
