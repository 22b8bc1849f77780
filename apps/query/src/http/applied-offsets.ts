import { setTimeout as pause } from 'node:timers/promises';
import type { LogOffset } from '#contracts';
import { readNextOffsets, type Sql } from '#persistence';

interface Waiter {
  readonly offsets: readonly LogOffset[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const pollMs = 25;

/** Tells when events are applied. However many wait, one query at a time asks for them all; when nobody waits, none does. */
export class AppliedOffsets {
  private readonly waiters = new Set<Waiter>();
  private polling = false;

  constructor(private readonly sql: Sql) {}

  /** Whether all of them are applied before `signal` aborts. Rejects if that cannot be found out. */
  async reached(offsets: readonly LogOffset[], signal: AbortSignal): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const waiter: Waiter = { offsets, resolve: () => resolve(true), reject };
    const giveUp = (): void => resolve(false);
    signal.addEventListener('abort', giveUp, { once: true });
    this.waiters.add(waiter);
    if (!this.polling) void this.poll();
    try {
      return await promise;
    } finally {
      this.waiters.delete(waiter);
      signal.removeEventListener('abort', giveUp);
    }
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waiters.size > 0) {
      const asking = [...this.waiters];
      try {
        const next = await readNextOffsets(this.sql);
        for (const waiter of asking) {
          if (waiter.offsets.every(({ partition, offset }) => (next.get(partition) ?? 0n) > offset)) waiter.resolve();
        }
      } catch (error) {
        for (const waiter of asking) waiter.reject(error);
      }
      // Those answered leave the set when their promises have settled, which is before this goes on.
      await pause(pollMs);
    }
    this.polling = false;
  }
}
