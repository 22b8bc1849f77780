import { formatOffset } from '#contracts';
import {
  eventKey,
  foldFamily,
  homeOf,
  linkOf,
  statementKey,
  type IncidentState,
  type LoggedEvent,
  type Recorded,
} from '#domain';
import { loadEvents, readFamily, type IncidentHead, type Sql } from '#persistence';
import type { RulesInForce } from '../rules/rules-in-force.js';
import type { Lens } from './lens.js';

export interface Folded {
  readonly state: IncidentState;
  readonly recorded: Recorded;
}

/**
 * Folds the events of an incident and of those that it is linked with; `null` if nothing was known of it.
 * `version` is the one of today, the rest is of the last event known that touches it.
 */
export async function foldIncident(
  sql: Sql,
  id: string,
  head: IncidentHead,
  { asOf, knownAt, policy }: Lens,
  { vocabulary }: RulesInForce,
): Promise<Folded | null> {
  const events = await loadEvents(sql, [...(await readFamily(sql, [id]))], vocabulary);
  const known = events.filter(({ recorded }) => knownAt === null || recorded <= knownAt);
  const states = foldFamily(events, {
    policy,
    vocabulary,
    ...(asOf !== null && { asOf }),
    ...(knownAt !== null && { knownAt }),
  });
  const state = states.get(id);
  if (state === undefined) return null;
  // What touched it and belongs to it no more is told by its row only.
  if (known.length === events.length) return { state, recorded: head };
  const last = known
    .filter((logged) => touches(logged, id, state))
    .sort(compareRecorded)
    .at(-1);
  if (last === undefined) return null;
  return {
    state,
    recorded: { version: head.version, recordedAt: last.recorded, offset: formatOffset(last.at) },
  };
}

function touches(logged: LoggedEvent, id: string, state: IncidentState | undefined): boolean {
  const { subject, event } = logged;
  if (subject === id || linkOf(logged) === id) return true;
  if (state === undefined || !('statement' in event.data)) return false;
  return homeOf(subject, statementKey(subject, event.data.statement), state.books) === id;
}

function compareRecorded(a: LoggedEvent, b: LoggedEvent): number {
  if (a.recorded !== b.recorded) return a.recorded < b.recorded ? -1 : 1;
  return eventKey(a) < eventKey(b) ? -1 : 1;
}
