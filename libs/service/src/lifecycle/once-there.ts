import { setTimeout as pause } from 'node:timers/promises';
import { CannotStart } from './cannot-start.js';

const LONGEST_WAIT_MS = 60_000;
const BETWEEN_TRIES_MS = 500;

/**
 * What a service needs before it can start may itself be starting: tries again for a minute.
 * @throws CannotStart as it comes, at once: trying again would not mend that.
 */
export async function onceThere<T>(
  what: string,
  attempt: () => Promise<T>,
  note: (reason: string) => void,
): Promise<T> {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof CannotStart) throw error;
      if (Date.now() > deadline) throw new CannotStart(`${what} cannot be reached: ${reason}`, { cause: error });
      note(`${what} is not there yet: ${reason}`);
      await pause(BETWEEN_TRIES_MS);
    }
  }
}
