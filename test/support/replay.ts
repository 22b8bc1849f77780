import { instantOf, parseInstant, type Change, type DisclosureEvent } from '#contracts';
import {
  apply,
  checkEvent,
  defaultPolicy,
  defaultVocabulary,
  isCopy,
  eventKey,
  logEvent,
  type IncidentState,
  type LoggedEvent,
} from '#domain';

export const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };

export function log(events: readonly unknown[]): LoggedEvent[] {
  return events.map((event, offset) => {
    const stamped = (event as DisclosureEvent).recordedtime;
    const recorded = (stamped === undefined ? null : parseInstant(stamped)) ?? instantOf(1_700_000_000_000 + offset);
    const checked = checkEvent(event, recorded, defaultVocabulary);
    if (checked.kind !== 'valid') throw new Error(JSON.stringify(checked));
    return logEvent(checked.event, recorded, { partition: 0, offset: BigInt(offset) }, defaultVocabulary);
  });
}

/** Applies a log in its order, event by event, as the projector does. */
export function replay(events: Iterable<LoggedEvent>): { states: Map<string, IncidentState>; changes: Change[] } {
  const states = new Map<string, IncidentState>();
  const changes: Change[] = [];
  for (const logged of events) {
    const first = states.get(logged.subject)?.entries.get(eventKey(logged));
    if (first !== undefined && isCopy(first, logged)) continue;
    if (first !== undefined) throw new Error(`reused ${logged.id}`);
    for (const applied of apply(states, logged, rules)) changes.push(...applied.changes);
  }
  return { states, changes };
}
