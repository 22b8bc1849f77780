import { differences, type Difference } from '../differences.js';
import type { TopicRecord } from './read-topic.js';
import type { Scene } from './scene.js';
import { incidentView } from '../views.js';
import { foldIncident } from '../incident.js';

const listed = 20;

/** The compacted topic: each incident's last state, or a tombstone for what is merged away. */
export function compareStates({ incidents, events }: Scene, records: readonly TopicRecord[]): Difference[] {
  return incidents.flatMap((incident) => {
    const last = records.findLast(({ key }) => key === incident);
    const path = `disclosure.incidents.v1 ${incident}`;
    if (foldIncident(incident, events).mergedInto !== null) {
      return differences({ value: null }, { value: last === undefined ? null : last.value }, path);
    }
    // Of an incident of which no change tells there is no state to send.
    if (last === undefined) return [];
    const { data } = JSON.parse(last.value ?? '{}') as { data?: Record<string, unknown> };
    const { version: _, recordedAt: __, offset: ___, ...state } = data ?? {};
    const { facts, ...fields } = incidentView(incident, events);
    const shortened = facts.map(({ positions, ...fact }) => ({
      ...fact,
      positions: positions.slice(0, listed).map((position) => ({ ...position, quote: null })),
    }));
    return differences({ ...fields, facts: shortened }, state, path);
  });
}
