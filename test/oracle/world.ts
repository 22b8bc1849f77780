import { effective, type Effective } from './corrected.js';
import { mergesOf } from './belonging.js';
import { nameOf, type Event, type Logged } from './event.js';
import { incidentOf, type Incident } from './incident.js';
import { compare } from './order.js';
import { rulesOf, type Options, type Rules } from './rules.js';

/** All incidents, folded from a set of events. */
export interface World {
  readonly events: readonly Logged[];
  readonly counted: Effective;
  readonly rules: Rules;
  readonly into: ReadonlyMap<string, string>;
  readonly incidents: ReadonlyMap<string, Incident>;
}

/** The incidents that an event names. */
export function incidentsIn(event: Event): string[] {
  const others = nameOf(event) === 'incident.merged' || nameOf(event) === 'statement.reassigned';
  const { into, to } = event.data as { into?: string; to?: string };
  return [event.subject, ...(others ? [into ?? to ?? event.subject] : [])];
}

export function worldOf(events: readonly Logged[], options: Options = {}): World {
  const counted = effective(events, options);
  const named = new Set(events.flatMap(({ event }) => incidentsIn(event)));
  const ids = [...named].sort((a, b) => compare([a], [b]));
  const incidents = new Map(ids.map((id) => [id, incidentOf(id, counted, options)]));
  return { events, counted, rules: rulesOf(options), into: mergesOf(counted.records), incidents };
}

/** Incidents that share statements by some merge or reassignment, whether it has an effect or not: each fold needs its own family only. */
export function familiesOf(events: readonly Logged[]): Logged[][] {
  const family = new Map<string, Set<string>>();
  for (const { event } of events) {
    const joined = new Set(incidentsIn(event).flatMap((id) => [id, ...(family.get(id) ?? [])]));
    for (const id of joined) family.set(id, joined);
  }
  return [...Map.groupBy(events, ({ event }) => family.get(event.subject)).values()];
}
