import { credentials } from '../../oracle/pipeline/target.js';

const longest = 30_000;

/**
 * Waits until an event is applied, as anybody can: by a read that waits for its offset. How long it took in milliseconds,
 * at most 30 s; `null` if the read itself failed, which tells nothing.
 */
export async function untilApplied(
  queryUrl: string,
  incident: string,
  offset: string,
  key?: string,
): Promise<number | null> {
  const from = performance.now();
  for (;;) {
    const spent = performance.now() - from;
    if (spent >= longest) return longest;
    const headers = { 'disclosure-min-offset': offset, ...credentials(key) };
    const url = `${queryUrl}/v1/incidents/${incident}/log?limit=1`;
    const status = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) }).then(
      async (response) => (await response.text(), response.status),
      () => 0,
    );
    if (status === 503) continue;
    return status >= 200 && status < 500 ? performance.now() - from : null;
  }
}
