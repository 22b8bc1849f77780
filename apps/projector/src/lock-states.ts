import { foldState, newIncidentState, type IncidentState, type LoggedEvent, type Rules } from '#domain';
import { loadEvents, lockIncidents, type LockedIncident, type Sql } from '#persistence';
import type { StateCache } from './state-cache.js';

/** Locks these incidents until the transaction ends, and brings their states, from memory or by folding their events. */
export async function lockStates(
  sql: Sql,
  incidents: readonly string[],
  cache: StateCache,
  rules: Rules,
  partitionOf: (incident: string) => number,
): Promise<Map<string, IncidentState>> {
  const states = new Map<string, IncidentState>();
  if (incidents.length === 0) return states;
  const missing: LockedIncident[] = [];
  for (const locked of await lockIncidents(sql, incidents, partitionOf)) {
    const state = locked.version === 0 ? newIncidentState(locked.id) : cache.take(locked.id, locked.version);
    if (state === undefined) missing.push(locked);
    else states.set(locked.id, state);
  }
  const events = bySubject(
    await loadEvents(
      sql,
      missing.map(({ id }) => id),
      rules.vocabulary,
    ),
  );
  for (const locked of missing) states.set(locked.id, restore(locked, events.get(locked.id) ?? [], rules));
  return states;
}

function bySubject(events: readonly LoggedEvent[]): Map<string, LoggedEvent[]> {
  return Map.groupBy(events, ({ subject }) => subject);
}

/** The fold knows nothing of the order of arrival: what hangs on that is in the row. */
function restore(
  { id, version, recordedAt, partition, offset }: LockedIncident,
  events: readonly LoggedEvent[],
  rules: Rules,
): IncidentState {
  const state = foldState(events, id, rules);
  state.version = version;
  state.recordedAt = recordedAt;
  state.at = partition === null || offset === null ? null : { partition, offset: BigInt(offset) };
  return state;
}
