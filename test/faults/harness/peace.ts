import { check, type CheckOptions, type CheckReport } from '../checker/check.js';
import type { Journal } from './journal.js';
import { atRest, type Stores } from './rest.js';
import { holdsWithin, pause } from './wait.js';

/** Until a transaction that was left is told from one that is under way. */
const settlesMs = 6_000;
const readyWithinMs = 60_000;

/** Whether every service says so. */
export async function allReady(urls: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(
    urls.map((url) => fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })),
  );
  return answers.every(({ ok }) => ok);
}

/** After the last fault: every service is ready again, and there is nothing left to do. */
export async function comeToRest(
  urls: readonly string[],
  stores: Stores,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const ready = await holdsWithin(() => allReady(urls), readyWithinMs, signal);
  if (ready === null) journal.violated('health', `not every service is ready ${readyWithinMs} ms after the last fault`);
  await atRest(stores, journal, signal);
  await pause(settlesMs, signal);
}

/** The checker's findings as violations; a run in which nothing happened shows nothing, and is one. */
export async function checked(options: CheckOptions, journal: Journal): Promise<CheckReport['totals']> {
  const { violations, totals } = await check(options);
  for (const { promise, detail } of violations) journal.violated(promise, detail);
  const struck = [...journal.counts.values()].reduce((sum, n) => sum + n, 0);
  for (const [what, count] of Object.entries({ ...totals, struck }))
    if (count === 0 && ['recorded', 'applied', 'changes', 'states', 'struck'].includes(what))
      journal.violated('something happens', `there is nothing of ${what}`);
  return totals;
}
