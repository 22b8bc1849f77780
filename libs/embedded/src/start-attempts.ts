import { setTimeout as delay } from 'node:timers/promises';

const portTaken = /address already in use|could not bind|failed to bind/i;
/** Sessions of a killed PostgreSQL take a moment to notice. */
const sessionsRemain = /shared memory block/i;
const patienceMs = 15_000;

/** A port found free may be taken before the server binds it: then `start` is asked to try another. */
export async function attemptStart<T>(start: (attempt: number) => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 0; ;) {
    try {
      return await start(attempt);
    } catch (error) {
      if (!(error instanceof Error) || performance.now() > deadline) throw error;
      if (portTaken.test(error.message)) attempt += 1;
      else if (sessionsRemain.test(error.message)) await delay(200);
      else throw error;
    }
  }
}
