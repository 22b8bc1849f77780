import { setTimeout as pause } from 'node:timers/promises';
import type { LogOffset } from '#contracts';
import { readNextOffsets, snapshot, type Database } from '#persistence';

interface Waiter {
  readonly offsets: readonly LogOffset[];
  readonly resolve: (reached: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const pollMs = 25;

/** Tells when events are applied. However many wait, one query at a time asks for them all; when nobody waits, none does. */
export class AppliedOffsets {
  private readonly waiters = new Set<Waiter>();
  private polling = false;
  private newcomer = false;
  private wake: () => void = () => undefined;

  constructor(private readonly database: Database) {}

  /** Whether all of them are applied before `signal` aborts. Rejects if that cannot be found out. */
  async reached(offsets: readonly LogOffset[], signal: AbortSignal): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const waiter: Waiter = { offsets, resolve, reject };
    const giveUp = (): void => resolve(false);
    signal.addEventListener('abort', giveUp, { once: true });
    this.waiters.add(waiter);
    this.newcomer = true;
    this.wake();
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
      this.newcomer = false;
      await this.ask([...this.waiters]);
      // What waits has been asked for just now; who comes meanwhile is not kept waiting for that.
      if (!this.newcomer) await Promise.race([pause(pollMs), new Promise<void>((resolve) => (this.wake = resolve))]);
    }
    this.polling = false;
  }

  private async ask(waiters: readonly Waiter[]): Promise<void> {
    try {
      const next = await snapshot(this.database, readNextOffsets);
      const isApplied = ({ partition, offset }: LogOffset) => (next.get(partition) ?? 0n) > offset;
      for (const { offsets, resolve } of waiters) if (offsets.every(isApplied)) resolve(true);
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    }
  }
}
