import { disputesOf } from '../disputes.js';
import type { Logged } from '../event.js';
import { historyOf } from '../history.js';
import { foldIncident } from '../incident.js';
import { sortedBy } from '../order.js';
import type { Options } from '../rules.js';
import { incidentView, statementViews } from '../views.js';
import type { Scene } from './scene.js';

/** A read of one incident over HTTP, and what the oracle says that it answers. */
export interface Read {
  readonly path: string;
  readonly expected: unknown;
  readonly list: boolean;
}
export interface Reads {
  readonly name: string;
  reads(incident: string, scene: Scene): readonly Read[];
}

const one = (path: string, expected: unknown): Read => ({ path, expected, list: false });
const list = (path: string, expected: unknown): Read => ({ path, expected, list: true });

/** Every path of one incident that takes `asOf` and `knownAt`, through one lens. */
function readsOf(incident: string, events: readonly Logged[], options: Options, query = ''): Read[] {
  const view = incidentView(incident, events, options);
  const statements = statementViews(incident, events, options);
  const base = `/v1/incidents/${incident}`;
  const facts = [...Map.groupBy(view.facts, ({ fact }) => fact)];
  return [
    one(`${base}${query}`, view),
    list(`${base}/facts${query}`, view.facts),
    ...facts.map(([fact, items]) => list(`${base}/facts/${fact}${query}`, items)),
    list(
      `${base}/statements${query}`,
      statements.map(({ revisions: _, ...statement }) => statement),
    ),
    ...statements.flatMap(({ revisions, ...statement }) => {
      const path = `${base}/statements/${encodeURIComponent(statement.statement)}`;
      return [
        one(`${path}${query}`, statement),
        list(`${path}/revisions${query}`, revisions),
        ...revisions.map((revision) => one(`${path}/revisions/${revision.revision}${query}`, revision)),
      ];
    }),
  ];
}

/** Only as of instants at which the incident had something to tell: what else answers is not the fold's to say. */
function through(incident: string, { events }: Scene, options: Options): Read[] {
  const { openedAt, mergedInto } = foldIncident(incident, events, options);
  if (openedAt === null || mergedInto !== null) return [];
  return readsOf(incident, events, options, `?${new URLSearchParams(options as Record<string, string>).toString()}`);
}

/** What can be asked of one incident that is not merged away. */
export const reads: readonly Reads[] = [
  { name: 'now', reads: (incident, { events }) => readsOf(incident, events, {}) },
  {
    name: 'asOf',
    reads: (incident, scene) =>
      scene.chance.some(scene.instants, 2).flatMap((asOf) => through(incident, scene, { asOf })),
  },
  {
    name: 'knownAt',
    reads: (incident, scene) =>
      scene.chance.some(scene.events, 2).flatMap(({ recorded }) => through(incident, scene, { knownAt: recorded })),
  },
  {
    name: 'asOf and knownAt',
    reads: (incident, scene) =>
      scene.chance
        .some(scene.instants, 2)
        .flatMap((asOf) => through(incident, scene, { asOf, knownAt: scene.chance.of(scene.events).recorded })),
  },
  {
    name: 'policy',
    reads: (incident, { events }) => readsOf(incident, events, {}, '?policy=default'),
  },
  {
    // `recorded`, the axis on which we learned it, is the feed's; here it is left out.
    name: 'history',
    reads: (incident, { events }) =>
      historyOf(incident, events).map(({ fact, item, spans }) => {
        const query = item === null ? '' : `?item=${item}`;
        const told = spans.map(({ publisher: _, ...span }) => span);
        return one(`/v1/incidents/${incident}/facts/${fact}/history${query}`, { fact, item, spans: told });
      }),
  },
];

/** What is asked of all incidents at once. */
export const disputes = {
  path: (asOf: string | null) => `/v1/disputes${asOf === null ? '' : `?asOf=${encodeURIComponent(asOf)}`}`,
  expected(scenes: readonly Scene[], asOf: string | null) {
    const all = scenes.flatMap(({ events, incidents }) =>
      incidents.flatMap((incident) => disputesOf(incident, events, asOf === null ? {} : { asOf })),
    );
    // Latest first, then by incident, fact and item.
    return sortedBy(all, ({ incident, fact, item }) => [incident, fact, item]).sort((a, b) =>
      a.from < b.from ? 1 : a.from > b.from ? -1 : 0,
    );
  },
};
