import type { HistoryLine } from '../clients/history.js';
import type { Findings } from './findings.js';

type Probe = Extract<HistoryLine, { kind: 'applied' }>;

const fewest = 10;
// Both kinds of probes are sent by turns, under the same faults. A poison record that held up its partition even once, by a
// retry or a new member of the group, would cost each event behind it a second or more.
const margin = { times: 2, ms: 500 };

/** An event behind a poison record is applied about as soon as one behind none: their medians are compared. */
export function checkDelays(probes: readonly Probe[], found: Findings): { poison: number; nothing: number } {
  const of = (beside: Probe['beside']) => probes.filter((probe) => probe.beside === beside);
  const [poisoned, others] = [of('poison'), of('nothing')];
  const medians = { poison: median(poisoned), nothing: median(others) };
  const limit = margin.times * medians.nothing + margin.ms;
  if (poisoned.length < fewest || others.length < fewest || medians.poison <= limit) return medians;
  const slowest = poisoned
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, 5)
    .map(({ offset, ms }) => `${offset} ${ms} ms`);
  found.add(
    'delays',
    `events behind poison are applied after ${medians.poison} ms, others after ${medians.nothing} ms (medians of ${poisoned.length} and ${others.length}); ${slowest.join(', ')}`,
  );
  return medians;
}

function median(probes: readonly Probe[]): number {
  const sorted = probes.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
