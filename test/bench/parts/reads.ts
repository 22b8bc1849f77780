import { withCluster, type Cluster, type Service } from '../cluster.js';
import type { Figure, Goal, Options, Part } from '../part.js';
import { ask, type Asked, type Load } from '../reads/ask.js';
import { startBare } from '../references/start-bare.js';
import { fill, incidentIds } from '../reads/fill.js';
import { lists } from '../reads/lists.js';
import { ratios } from '../statistics.js';

type Say = (line: string) => void;
type Urls = Readonly<Record<string, () => string>>;
interface Measured {
  readonly figures: readonly Figure[];
  readonly goals: readonly Goal[];
}

const then = '?asOf=2018-01-01T00:00:00Z';
const byKey = 'a bare Fastify with a SELECT by key';

/** Reads of one incident, and lists, beside a SELECT by key over the same way. */
export const reads: Part = {
  name: 'reads',
  run: async (options, say) => {
    const events = options.events || (options.quick ? 20_000 : 1_000_000);
    const incidents = options.quick ? 5_000 : 200_000;
    const [one, many] = await withCluster(async (cluster): Promise<[Measured, Measured]> => [
      await on(cluster, 'events.sql', { events }, say, (urls) => measureOne(urls, options)),
      await on(cluster, 'incidents.sql', { incidents }, say, (urls) => measureLists(urls, options)),
    ]);
    return {
      part: 'reads',
      figures: [...one.figures, ...many.figures],
      goals: [...one.goals, ...many.goals],
      notes: [`one incident of ${events} events, each as likely; lists of ${incidents} incidents`],
    };
  },
};

interface Sources {
  readonly ours: string;
  readonly bare: string;
  readonly id: () => string;
}

async function on(
  cluster: Cluster,
  script: string,
  numbers: Readonly<Record<string, number>>,
  say: Say,
  measure: (sources: Sources) => Promise<Measured>,
): Promise<Measured> {
  const place = await cluster.place();
  const query: Service = await place.start('query');
  say(`filling: ${JSON.stringify(numbers)}`);
  await fill(place.databaseUrl, script, numbers);
  const ids = await incidentIds(place.databaseUrl);
  const bare = await startBare('bare-select', { DATABASE_URL: place.databaseUrl });
  try {
    return await measure({
      ours: query.url,
      bare: bare.url,
      id: () => ids[Math.floor(Math.random() * ids.length)] ?? '',
    });
  } finally {
    await bare.stop();
    await place.drop();
  }
}

async function measureOne({ ours, bare, id }: Sources, options: Options): Promise<Measured> {
  const load: Load = { seconds: options.quick ? 0.5 : 4, connections: 16 };
  const asked = await alternately(
    {
      [byKey]: () => `${bare}/v1/incidents/${id()}`,
      'current incident': () => `${ours}/v1/incidents/${id()}`,
      'incident as of': () => `${ours}/v1/incidents/${id()}${then}`,
    },
    load,
    options.rounds,
  );
  const current = asked('current incident');
  const path = 'one incident';
  return {
    figures: [byKey, 'current incident', 'incident as of'].flatMap((name) => [
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
    ],
  };
}

async function measureLists({ ours, bare, id }: Sources, options: Options): Promise<Measured> {
  const load: Load = { seconds: options.quick ? 0.2 : 2, connections: 1 };
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
