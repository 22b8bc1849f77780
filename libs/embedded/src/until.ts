import { setTimeout as delay } from 'node:timers/promises';

/** Whether `condition` came true within the time given. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= deadline) return false;
    await delay(25);
  }
}
