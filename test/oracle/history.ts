import { effective } from './corrected.js';
import type { Logged } from './event.js';
import type { Head } from './facts.js';
import { incidentOf } from './incident.js';
import { equal, sortedBy } from './order.js';
import type { Options } from './rules.js';

export interface Span extends Head {
  readonly from: string;
  readonly to: string | null;
  readonly publisher: string | null;
}
export interface History {
  readonly fact: string;
  readonly item: string | null;
  readonly spans: readonly Span[];
}

/** The instants of the publication axis at which anything happens, in order. */
export function instantsOf(events: readonly Logged[], options: Options): string[] {
  return [...new Set(effective(events, options).told.map(({ at }) => at))];
}

/** Rule 8: what was held to be so from one instant to the next, each instant folded anew. */
export function historyOf(incident: string, events: readonly Logged[], options: Options = {}): History[] {
  const instants = instantsOf(events, options);
  const histories = new Map<string, { fact: string; item: string | null; spans: Span[] }>();
  for (const [i, from] of instants.entries()) {
    const to = instants[i + 1] ?? null;
    const at = { ...options, asOf: from };
    for (const { fact, item, head, publisher } of incidentOf(incident, effective(events, at), at).facts) {
      const key = JSON.stringify([fact, item]);
      const history = histories.get(key) ?? { fact, item, spans: [] };
      histories.set(key, history);
      const { from: since, to: until, ...before } = history.spans.at(-1) ?? { from: null, to: null };
      if (since !== null && until === from && equal(before, { ...head, publisher })) {
        history.spans.splice(-1, 1, { ...head, publisher, from: since, to });
      } else history.spans.push({ ...head, publisher, from, to });
    }
  }
  return sortedBy(histories.values(), ({ fact, item }) => [fact, item]);
}

/** When the current span of a fact began. */
export function sinceOf(histories: readonly History[], fact: string, item: string | null): string | null {
  return (
    histories.find((one) => one.fact === fact && one.item === item)?.spans.findLast(({ to }) => to === null)?.from ??
    null
  );
}
