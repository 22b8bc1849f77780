import { differences, type Difference } from '../differences.js';
import { nameOf } from '../event.js';
import { foldIncident } from '../incident.js';
import { compare } from '../order.js';
import type { Seen } from './changes-seen.js';
import type { Scene } from './scene.js';

/** Per partition 1, 2, 3 … */
export function compareSequences(seen: readonly Seen[], where: string): Difference[] {
  return [...Map.groupBy(seen, ({ partition }) => partition)].flatMap(([partition, own]) =>
    differences(
      own.map((_, i) => i + 1),
      own.map(({ sequence }) => sequence),
      `${where} partition ${partition}`,
    ),
  );
}

/** Each incident's changes in order, with ids and all they say; or, where the order is not known, what a cache makes of them. */
export function compareChanges(scene: Scene, seen: ReadonlyMap<string, readonly Seen[]>, where: string): Difference[] {
  return scene.incidents.flatMap((incident) => {
    const own = seen.get(incident) ?? [];
    const path = `${where} ${incident}`;
    const cached = differences(factsNow(incident, scene), cacheOf(own), `${path} cache`);
    if (scene.told === null) return cached;
    const expected = scene.told.changes.filter(({ change }) => change.incident === incident);
    // A redaction takes what it hides out of the changes that told of it, too: of those only the names are compared.
    const redacted = scene.events.some(({ event }) => nameOf(event) === 'statement.redacted');
    const named = ({ id, change }: { id: string; change: Seen['change'] }) =>
      redacted ? { id, kind: change.kind, version: change.version } : { id, change };
    return [...cached, ...differences(expected.map(named), own.map(named), path)];
  });
}

type Cache = Readonly<Record<string, unknown>>;

function factsNow(incident: string, { events }: Scene): Cache {
  return Object.fromEntries(
    foldIncident(incident, events).facts.map(({ fact, item, head }) => [JSON.stringify([fact, item]), head]),
  );
}

/** What a consumer keeps that applies the changes in order. */
function cacheOf(seen: readonly Seen[]): Cache {
  const cache = new Map<string, unknown>();
  for (const { change } of seen) {
    if (change.kind === 'incident.merged' && change['absorbed'] === change.incident) cache.clear();
    if (!change.kind.startsWith('fact.')) continue;
    const key = JSON.stringify([change['fact'], change['item']]);
    if (change['after'] === null) cache.delete(key);
    else cache.set(key, change['after']);
  }
  return Object.fromEntries([...cache].sort(([a], [b]) => compare([a], [b])));
}
