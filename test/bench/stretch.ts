import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 120_000;
/** What goes before, warms up. */
const warmUp = 0.1;

export interface Stretch {
  readonly count: number;
  readonly seconds: number;
}

/**
 * How long something that counts up takes for its last nine tenths.
 * @param onBegin called when the first tenth is done.
 * @throws if it stands still.
 */
export async function stretch(
  sample: () => Promise<number>,
  total: number,
  onBegin: () => void = () => undefined,
): Promise<Stretch> {
  const begun = await reached(sample, total * warmUp);
  onBegin();
  const ended = await reached(sample, total);
  return { count: ended.count - begun.count, seconds: (ended.at - begun.at) / 1000 };
}

export async function reached(
  sample: () => Promise<number>,
  wanted: number,
): Promise<{ readonly count: number; readonly at: number }> {
  let [last, since] = [-1, performance.now()];
  for (;;) {
    const count = await sample();
    const at = performance.now();
    if (count >= wanted) return { count, at };
    if (count > last) [last, since] = [count, at];
    else if (at - since > patienceMs) throw new Error(`stands still at ${count} of ${wanted}`);
    await delay(10);
  }
}
