import type { Cluster } from './cluster.js';
import type { Journal } from './journal.js';
import { appliedEvents } from './progress.js';
import { holdsWithin } from './wait.js';

/** How soon after a store is back events are applied again. */
export const recoveryLimitsMs = { broker: 60_000, postgres: 15_000 } as const;

/** Clients go on sending, so something is there to be applied. */
export async function expectRecovery(
  store: keyof typeof recoveryLimitsMs,
  cluster: Cluster,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const limit = recoveryLimitsMs[store];
  const { url } = cluster.postgres;
  const before = await appliedEvents(url);
  const took = await holdsWithin(async () => (await appliedEvents(url)) > before, 2 * limit, signal);
  if (signal.aborted) return;
  journal.note('recovered', { store, ms: took });
  if (took === null) journal.violated('recovery', `${2 * limit} ms after ${store} was back, nothing was applied yet`);
  else if (took > limit) journal.violated('recovery', `${Math.round(took)} ms from ${store} back to applying again`);
}

/** While a store is down, nobody who needs it may say that work is welcome. */
export async function expectUnready(
  store: string,
  cluster: Cluster,
  names: readonly string[],
  journal: Journal,
): Promise<void> {
  const urls = names.flatMap((name) => cluster.urlsOf(name));
  await Promise.all(
    urls.map(async (url) => {
      const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
      if (answer?.ok === true) journal.violated('health', `${url} says it is ready while ${store} is down`);
    }),
  );
}
