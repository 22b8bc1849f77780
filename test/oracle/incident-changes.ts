import { nameOf, type Logged } from './event.js';
import { sortedBy } from './order.js';
import type { World } from './world.js';

export interface IncidentChange {
  readonly incident: string;
  readonly kind: string;
  readonly absorbed: string | null;
  readonly into: string | null;
}

const order = ['opened', 'described', 'merged', 'unmerged'].map((kind) => `incident.${kind}`);

/** An incident is open once it is a subject, or anything was ever said of a statement that belongs to it. */
function isOpen(incident: string, { events, incidents }: World): boolean {
  return incidents.get(incident)?.openedAt !== null || events.some(({ event }) => event.subject === incident);
}

/** `opened` holds those that were open at any time before. */
export function incidentChanges(
  before: World,
  after: World,
  logged: Logged,
  opened: ReadonlySet<string>,
): IncidentChange[] {
  const { event } = logged;
  const changes: IncidentChange[] = [];
  for (const incident of after.incidents.keys()) {
    if (!opened.has(incident) && isOpen(incident, after)) {
      changes.push({ incident, kind: 'incident.opened', absorbed: null, into: null });
    }
    const [was, is] = [before.into.get(incident), after.into.get(incident)];
    if (is !== undefined && was !== is) changes.push(...link('incident.merged', incident, is));
    if (is === undefined && was !== undefined) changes.push(...link('incident.unmerged', incident, was));
  }
  if (nameOf(event) === 'incident.described') {
    changes.push({ incident: event.subject, kind: 'incident.described', absorbed: null, into: null });
  }
  const sorted = sortedBy(changes, ({ incident, kind, absorbed }) => [
    order.indexOf(kind),
    Number(absorbed !== incident),
    absorbed,
  ]);
  // What names a change has room for one of a kind: that by which the incident itself is absorbed, before others.
  return sorted.filter(
    ({ incident, kind }, i) => !sorted.slice(0, i).some((one) => one.incident === incident && one.kind === kind),
  );
}

function link(kind: string, absorbed: string, into: string): IncidentChange[] {
  return [absorbed, into].map((incident) => ({ incident, kind, absorbed, into }));
}
