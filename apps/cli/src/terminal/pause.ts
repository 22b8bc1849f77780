import { setTimeout as delay } from 'node:timers/promises';

/** Ends early at `signal`. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
