import {
  eventKey,
  familyOf,
  foldFamily,
  newIncidentState,
  type IncidentState,
  type LoggedEvent,
  type Rules,
} from '#domain';
import { loadEvents, lockIncidents, readFamily, readLinks, type LockedIncident, type Sql } from '#persistence';
import type { Projection } from './projection.js';

/** Between finding out which incidents are linked and locking them, others were linked with them. */
export class FamilyGrew extends Error {}

/**
 * Locks these incidents, and all that they are linked with, until the transaction ends; brings their states, from memory or
 * by folding their events.
 * @throws FamilyGrew if they are to be locked anew.
 */
export async function lockStates(
  sql: Sql,
  named: Iterable<string>,
  { cache, rules, partitionOf }: Pick<Projection, 'cache' | 'rules' | 'partitionOf'>,
  generation: number,
): Promise<Map<string, IncidentState>> {
  const family = await readFamily(sql, named);
  const states = new Map<string, IncidentState>();
  if (family.size === 0) return states;
  const [locked, familyNow] = await Promise.all([
    lockIncidents(sql, [...family], partitionOf),
    readFamily(sql, family),
  ]);
  if (familyNow.size > family.size) throw new FamilyGrew('the incidents are linked with more than was locked');
  const missing: LockedIncident[] = [];
  for (const row of locked) {
    const state = row.version === 0 ? newIncidentState(row.id) : cache.take(generation, row.id, row.version);
    if (state === undefined) missing.push(row);
    else states.set(row.id, state);
  }
  if (missing.length > 0) await restore(sql, missing, states, rules);
  return states;
}

/** Those of which there is no state are folded from their events, together with all that they are linked with. */
async function restore(
  sql: Sql,
  missing: readonly LockedIncident[],
  states: Map<string, IncidentState>,
  rules: Rules,
): Promise<void> {
  const ids = missing.map(({ id }) => id);
  for (const { id, version, latest, opened, recordedAt, partition, offset } of missing) {
    const at = partition === null || offset === null ? null : { partition, offset: BigInt(offset) };
    states.set(id, Object.assign(newIncidentState(id), { version, latest, opened, recordedAt, at }));
  }
  const [events, links] = await Promise.all([loadEvents(sql, ids, rules.vocabulary), readLinks(sql, ids)]);
  for (const logged of events) states.get(logged.subject)?.entries.set(eventKey(logged), logged);
  for (const { incident, other } of links) {
    states.get(incident)?.links.add(other);
    states.get(other)?.links.add(incident);
  }
  const folded = foldFamily(
    familyOf(states, ids).flatMap(({ entries }): LoggedEvent[] => [...entries.values()]),
    rules,
  );
  for (const [id, after] of folded) {
    const before = states.get(id);
    if (before === undefined) continue;
    const { latest, opened, recordedAt, at, version } = before;
    for (const link of before.links) after.links.add(link);
    states.set(id, Object.assign(after, { latest, opened, recordedAt, at, version }));
  }
}
