import { setTimeout as delay } from 'node:timers/promises';

/** Repeats `attempt` until it neither throws nor returns `false`; at the deadline its last error is thrown. */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  options: { timeout?: number; every?: number } = {},
): Promise<Exclude<T, false>> {
  const { timeout = 20_000, every = 50 } = options;
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      const value = await attempt();
      if (value !== false) return value as Exclude<T, false>;
      if (performance.now() > deadline) throw new Error(`still false after ${timeout} ms`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(every);
  }
}
