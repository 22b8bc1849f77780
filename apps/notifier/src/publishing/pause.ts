import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** How long to wait after so many failures in a row, with some chance in it so that partitions do not go in step. */
export function backoff(failures: number): number {
  return Math.min(100 * 2 ** Math.min(failures - 1, 10), 5_000) * (0.75 + Math.random() / 2);
}
