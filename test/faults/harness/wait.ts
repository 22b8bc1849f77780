import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds until it held; `null` if it did not in time. What throws does not hold. */
export async function holdsWithin(
  condition: () => boolean | Promise<boolean>,
  ms: number,
  signal?: AbortSignal,
): Promise<number | null> {
  const from = performance.now();
  for (;;) {
    if (await Promise.resolve(condition()).catch(() => false)) return performance.now() - from;
    if (performance.now() - from > ms || signal?.aborted === true) return null;
    await delay(100);
  }
}

/** Returns early, and without an error, when the signal says so. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
