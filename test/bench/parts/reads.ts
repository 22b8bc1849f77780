import { withCluster, type Cluster, type Service } from '../cluster.js';
import type { Figure, Goal, Options, Part } from '../part.js';
import { ask, type Asked, type Load } from '../reads/ask.js';
import { startBare } from '../references/start-bare.js';
import { Numbers } from '../numbers.js';
import { fill, incidentIds } from '../reads/fill.js';
import { lists } from '../reads/lists.js';
import { ratios } from '../statistics.js';

type Say = (line: string) => void;
type Urls = Readonly<Record<string, () => string>>;
interface Measured {
  readonly figures: readonly Figure[];
  readonly goals: readonly Goal[];
}

/** Of a store of so many events, one each three minutes: when nearly all of them had come. */
const nearTheEnd = (events: number): string =>
  new Date(Date.UTC(2015, 0, 1) + 0.95 * events * 180_000).toISOString().slice(0, 19);
const largest = 20;
const byKey = 'a bare Fastify with a SELECT by key';

/** Reads of one incident, and lists, beside a SELECT by key over the same way. */
export const reads: Part = {
  name: 'reads',
  run: async (options, say) => {
    const events = options.events || (options.quick ? 20_000 : 1_000_000);
    const incidents = options.quick ? 5_000 : 200_000;
    const [one, many] = await withCluster(async (cluster): Promise<[Measured, Measured]> => [
      await on(cluster, 'events.sql', { events }, options, say, (sources) =>
        measureOne(sources, options, nearTheEnd(events)),
      ),
      await on(cluster, 'incidents.sql', { incidents }, options, say, (sources) => measureLists(sources, options)),
    ]);
    return {
      part: 'reads',
      figures: [...one.figures, ...many.figures],
      goals: [...one.goals, ...many.goals],
      notes: [
        `One incident: of those that have ${events} events together, each as likely; a large one is one of the ${largest} with most, which are answered whole, with some thousand positions. As of: an instant before which 95 % of it was said. Lists: of ${incidents} incidents, from 20 requests on.`,
        'The SELECT by key answers with one row, which has no facts and no positions.',
      ],
    };
  },
};

interface Sources {
  readonly ours: string;
  readonly bare: string;
  /** Each as likely. */
  readonly id: () => string;
  /** One of those that most was recorded of. */
  readonly large: () => string;
}

async function on(
  cluster: Cluster,
  script: string,
  numbers: Readonly<Record<string, number>>,
  { seed }: Options,
  say: Say,
  measure: (sources: Sources) => Promise<Measured>,
): Promise<Measured> {
  const place = await cluster.place();
  const query: Service = await place.start('query');
  say(`filling: ${JSON.stringify(numbers)}`);
  await fill(place.databaseUrl, script, numbers);
  const ids = await incidentIds(place.databaseUrl);
  const chance = new Numbers(seed);
  const bare = await startBare('bare-select', { DATABASE_URL: place.databaseUrl });
  try {
    return await measure({
      ours: query.url,
      bare: bare.url,
      id: () => ids[chance.below(ids.length)] ?? '',
      large: () => ids[chance.below(Math.min(largest, ids.length))] ?? '',
    });
  } finally {
    await bare.stop();
    await place.drop();
  }
}

async function measureOne({ ours, bare, id, large }: Sources, options: Options, then: string): Promise<Measured> {
  const load: Load = { seconds: options.quick ? 0.5 : 4, connections: 16 };
  const asked = await alternately(
    {
      [byKey]: () => `${bare}/v1/incidents/${id()}`,
      'current incident': () => `${ours}/v1/incidents/${id()}`,
      'incident as of': () => `${ours}/v1/incidents/${id()}?asOf=${then}Z`,
      'large incident': () => `${ours}/v1/incidents/${large()}`,
      'large incident as of': () => `${ours}/v1/incidents/${large()}?asOf=${then}Z`,
    },
    load,
    options.rounds,
  );
  const current = asked('current incident');
  const path = 'one incident';
  return {
    figures: [byKey, 'current incident', 'incident as of', 'large incident', 'large incident as of'].flatMap((name) => [
      { name, unit: 'requests/s', rounds: asked(name).map(({ perSecond }) => perSecond) },
      { name: `${name}, p99`, unit: 'ms', rounds: asked(name).map(({ p99 }) => p99) },
    ]),
    goals: [
      {
        path,
        ours: 'current incident',
        reference: byKey,
        ratios: ratios(rates(current), rates(asked(byKey))),
        least: 0.6,
      },
      {
        path,
        ours: 'p99 as of',
        reference: 'p99 of current',
        ratios: ratios(p99s(asked('incident as of')), p99s(current)),
        most: 2,
      },
      {
        path: 'one large incident',
        ours: 'large incident',
        reference: byKey,
        ratios: ratios(rates(asked('large incident')), rates(asked(byKey))),
      },
      {
        path: 'one large incident',
        ours: 'p99 as of',
        reference: 'p99 of current',
        ratios: ratios(p99s(asked('large incident as of')), p99s(asked('large incident'))),
        most: 2,
      },
    ],
  };
}

async function measureLists({ ours, bare, id }: Sources, options: Options): Promise<Measured> {
  const load: Load = { seconds: options.quick ? 0.2 : 2, connections: 1, least: options.quick ? 2 : 20 };
  const paths = lists.map(([name, path]) => [name, () => ours + path] as const);
  const urls = { [byKey]: () => `${bare}/v1/incidents/${id()}`, ...Object.fromEntries(paths) };
  const asked = await alternately(urls, load, options.rounds);
  const reference = p99s(asked(byKey));
  return {
    figures: Object.keys(urls).map((name) => ({ name: `${name}, p99`, unit: 'ms', rounds: p99s(asked(name)) })),
    goals: lists.map(([name]) => ({
      path: `list: ${name}`,
      ours: 'p99',
      reference: `p99 of ${byKey}`,
      ratios: ratios(p99s(asked(name)), reference),
      most: 50,
    })),
  };
}

/** Each in turn, round by round, after a round that does not count. */
async function alternately(urls: Urls, load: Load, rounds: number): Promise<(name: string) => readonly Asked[]> {
  const found = new Map<string, Asked[]>(Object.keys(urls).map((name) => [name, []]));
  for (const url of Object.values(urls)) await ask(url, { ...load, seconds: load.seconds / 2 });
  for (let round = 0; round < rounds; round += 1)
    for (const [name, url] of Object.entries(urls)) found.get(name)?.push(await ask(url, load));
  return (name) => found.get(name) ?? [];
}

const rates = (asked: readonly Asked[]) => asked.map(({ perSecond }) => perSecond);
const p99s = (asked: readonly Asked[]) => asked.map(({ p99 }) => p99);
