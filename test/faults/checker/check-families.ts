import { Chance } from '../../oracle/chance.js';
import { differences, type Difference } from '../../oracle/differences.js';
import { isA, offsetOf } from '../../oracle/event.js';
import { compareAnswers } from '../../oracle/pipeline/compare-answers.js';
import { compareChanges } from '../../oracle/pipeline/compare-changes.js';
import { compareFactRows, readFactRows } from '../../oracle/pipeline/compare-fact-rows.js';
import { comparePositionRows, readPositionRows } from '../../oracle/pipeline/compare-position-rows.js';
import { compareRevisionRows, readRevisionRows } from '../../oracle/pipeline/compare-revision-rows.js';
import { compareStatementRows, readStatementRows } from '../../oracle/pipeline/compare-statement-rows.js';
import { compareStates } from '../../oracle/pipeline/compare-states.js';
import type { Seen } from '../../oracle/pipeline/changes-seen.js';
import type { TopicRecord } from '../../oracle/pipeline/read-topic.js';
import { disputesOf } from '../../oracle/disputes.js';
import { sceneOf, type Scene } from '../../oracle/pipeline/scene.js';
import { get, getAll, type Target } from '../../oracle/pipeline/target.js';
import { incidentView } from '../../oracle/views.js';
import { foldIncident } from '../../oracle/incident.js';
import type { Findings } from './findings.js';
import type { LogIndex } from './log-index.js';
import type { Store } from './store.js';

export interface FamiliesOptions {
  readonly target: Target;
  readonly store: Store;
  readonly log: LogIndex;
  /** The last record of each key of the compacted topic. */
  readonly states: ReadonlyMap<string, TopicRecord>;
  readonly found: Findings;
  /** Of how many families every read over HTTP is compared. */
  readonly sample: number;
}

const chunk = 100;

/** The oracle beside all that the pipeline keeps and answers, some families at a time. */
export async function checkFamilies(
  options: FamiliesOptions,
): Promise<{ incidents: Set<string>; families: number; reads: number }> {
  const { target, log, sample } = options;
  const families = log.families();
  const sampled = new Set(
    new Chance(families.length).some(
      families.map((_, i) => i),
      sample,
    ),
  );
  const incidents = new Set<string>();
  for (let start = 0; start < families.length; start += chunk) {
    const some = families.slice(start, start + chunk);
    const scenes = some.map((subjects, i) => sceneOf(target, log.eventsOf(subjects), start + i));
    const names = scenes.flatMap((scene) => scene.incidents);
    for (const name of names) incidents.add(name);
    await checkScenes(scenes, names, options);
    for (const [i, scene] of scenes.entries()) {
      report(scene, 'answers of now', await compareNow(scene), options.found);
      if (sampled.has(start + i)) report(scene, 'answers', await compareAnswers(scene), options.found);
    }
  }
  return { incidents, families: families.length, reads: sampled.size };
}

async function checkScenes(
  scenes: readonly Scene[],
  names: readonly string[],
  options: FamiliesOptions,
): Promise<void> {
  const { store, states, found } = options;
  const of = { ...options.target, incidents: names };
  const [facts, positions, statements, revisions] = [
    await readFactRows(of),
    await readPositionRows(of),
    await readStatementRows(of),
    await readRevisionRows(of),
  ];
  const changes = await readChanges(store, names);
  for (const scene of scenes) {
    report(scene, 'facts', compareFactRows(scene, facts), found);
    report(scene, 'positions', comparePositionRows(scene, positions), found);
    report(scene, 'statements', compareStatementRows(scene, statements), found);
    report(scene, 'revisions', compareRevisionRows(scene, revisions), found);
    report(scene, 'changes told', compareChanges(scene, changes, 'change'), found);
    const own = scene.incidents.flatMap((incident) => states.get(incident) ?? []);
    report(scene, 'states', [...compareStates(scene, own), ...missingStates(scene, states, changes)], found);
  }
}

/** Of an incident of which changes tell there is a state, unless it is merged away. */
function missingStates(
  scene: Scene,
  states: ReadonlyMap<string, TopicRecord>,
  changes: ReadonlyMap<string, readonly Seen[]>,
): Difference[] {
  return scene.incidents
    .filter((incident) => changes.has(incident) && !states.has(incident))
    .filter((incident) => foldIncident(incident, scene.events).mergedInto === null)
    .map((incident) => ({ path: `disclosure.incidents.v1 ${incident}`, oracle: 'a state', project: null }));
}

async function readChanges(store: Store, names: readonly string[]): Promise<ReadonlyMap<string, readonly Seen[]>> {
  const rows = await store.rows<{
    partition: number;
    sequence: string;
    incident: string;
    event: { id: string; data: Seen['change'] };
  }>(
    `SELECT partition, sequence, incident_id AS incident, event FROM change WHERE incident_id = ANY($1) ORDER BY partition, sequence`,
    [names],
  );
  const seen = rows.map(({ partition, sequence, event }) => ({
    partition,
    sequence: Number(sequence),
    id: event.id,
    change: event.data,
  }));
  return Map.groupBy(seen, ({ change }) => change.incident);
}

/** What everybody asks first, of every incident; and its disputes. */
async function compareNow(scene: Scene): Promise<Difference[]> {
  const { target, events, incidents } = scene;
  const found: Difference[] = [];
  for (const incident of incidents) {
    const path = `/v1/incidents/${incident}`;
    const { mergedInto } = foldIncident(incident, events);
    const { status, body } = await get(target, path);
    if (mergedInto !== null) {
      found.push(...differences({ status: 308 }, { status }, path));
      continue;
    }
    if (status !== 200) {
      // Of an incident that only was named, by a merge or as where something goes, there may be nothing to tell.
      if (scene.told?.touches.has(incident) === true) found.push({ path, oracle: 200, project: status });
      continue;
    }
    const { version, recordedAt, offset, ...view } = body as Record<string, unknown>;
    found.push(...differences(incidentView(incident, events), view, path));
    const touch = scene.told?.touches.get(incident);
    if (touch !== undefined) found.push(...differences(touch, { version, recordedAt, offset }, path));
    const disputes = `/v1/disputes?incident=${incident}`;
    const byName = (list: unknown) =>
      Array.isArray(list) ? list.map((one) => JSON.stringify(sortedMembers(one))).sort() : list;
    found.push(...differences(byName(disputesOf(incident, events)), byName(await getAll(target, disputes)), disputes));
  }
  return found;
}

function sortedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sortedMembers(member)]),
  );
}

export const hasRedaction = (log: LogIndex) => {
  const redacted = new Set<string>();
  for (const subjects of log.families()) {
    const events = log.eventsOf(subjects);
    if (!events.some(isA('statement.redacted'))) continue;
    for (const incident of sceneIncidents(events)) redacted.add(incident);
  }
  return (incident: string) => redacted.has(incident);
};

function sceneIncidents(events: Scene['events']): string[] {
  return events.flatMap(({ event }) => [
    event.subject,
    ...Object.values(event.data).filter((one) => typeof one === 'string'),
  ]);
}

function report(scene: Scene, what: string, differing: readonly Difference[], found: Findings): void {
  const [first] = differing;
  if (first === undefined) return;
  const places = scene.events.map(offsetOf).join(' ');
  found.add('oracle', `${what}: ${differing.length} differences, first ${JSON.stringify(first)}; log ${places}`);
}
