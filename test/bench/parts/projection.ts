import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { withCluster, type Cluster, type Place } from '../cluster.js';
import { generate, type GeneratedEvent } from '../events/generator.js';
import type { Figure, Goal, Options, Part, PartResult } from '../part.js';
import { prefill } from '../prefill.js';
import { watchCpu } from '../processes.js';
import { consumePlainly } from '../references/plain-consumer.js';
import { recordProjection } from '../references/recorded.js';
import { replayCopied, replaySetBased, type Progress } from '../references/replay.js';
import { median, ratios } from '../statistics.js';

const batchSize = 1_000;
const plainEvents = 1_500;
// While code is compiled and pages are first written, nothing is measured.
const warmUp = 0.25;

/** From the log to committed read models and changes. */
export const projection: Part = {
  name: 'projection',
  run: (options, say) => withCluster((cluster) => measure(cluster, options, say)),
};

interface Counts {
  readonly events: number;
  readonly changes: number;
}

async function measure(cluster: Cluster, options: Options, say: (line: string) => void): Promise<PartResult> {
  const rounds = new Map<string, { unit: string; values: number[] }>();
  const note = (name: string, unit: string, value: number) => {
    const known = rounds.get(name) ?? { unit, values: [] };
    known.values.push(value);
    rounds.set(name, known);
    say(`${name}: ${value.toFixed(1)} ${unit}`);
  };
  const counted: string[] = [];
  for (let round = 0; round < options.rounds; round++)
    for (const claims of [2.3, 5]) {
      const size = options.events || (options.quick ? 4_000 : 24_000);
      const events = [...generate({ events: size, seed: options.seed + round, meanClaims: claims })];
      const at = `at ${claims} claims`;
      const own = await ours(cluster, events, (name, unit, value) => note(`${name}, ${at}`, unit, value));
      const copies = events.filter(({ duplicate }) => duplicate).length;
      if (own.events !== events.length - copies)
        throw new Error(`${own.events} of ${events.length - copies} events came out`);
      const hand = await limits(cluster, events, (name, unit, value) => note(`${name}, ${at}`, unit, value));
      for (const each of hand)
        if (each.events !== own.events || each.changes !== own.changes)
          throw new Error(`the references wrote ${JSON.stringify(each)}, the projector ${JSON.stringify(own)}`);
      counted.push(
        `round ${round + 1}, ${at}: ${own.events} events and ${own.changes} changes by each; ${copies} copies`,
      );
      if (claims === 2.3) await plain(cluster, events, (name, unit, value) => note(name, unit, value));
    }
  const figures = [...rounds].map(([name, { unit, values }]): Figure => ({ name, unit, rounds: values }));
  const of = (name: string) => rounds.get(name)?.values ?? [];
  const goal = (path: string, ours: string, reference: string, least: number): Goal => ({
    path,
    ours,
    reference,
    ratios: ratios(of(ours), of(reference)),
    least,
  });
  const goals = [2.3, 5].map((claims) =>
    goal(
      `projection at ${claims} claims`,
      `projector, at ${claims} claims`,
      `set-based SQL by hand, at ${claims} claims`,
      0.8,
    ),
  );
  goals.push(
    goal('projection, beside a plain consumer', 'projector, at 2.3 claims', 'plain consumer, 3 partitions at once', 25),
  );
  const copied = [2.3, 5].map(
    (claims) =>
      `At ${claims} claims the projector reaches ${median(ratios(of(`projector, at ${claims} claims`), of(`rows copied as bytes, at ${claims} claims`))).toFixed(2)} of PostgreSQL's own limit: the same statements and COPY data, ready as bytes.`,
  );
  return { part: 'projection', figures, goals, notes: [...counted, ...copied] };
}

type Note = (name: string, unit: string, value: number) => void;

async function ours(cluster: Cluster, events: readonly GeneratedEvent[], note: Note): Promise<Counts> {
  return inPlace(cluster, async (place) => {
    await prefill(cluster, place, events);
    const projector = await place.start('projector');
    const cpu = watchCpu({ projector: projector.pid, ...cluster.pids });
    const began = performance.now();
    const progress: [number, number][] = [];
    await withClient(place.databaseUrl, async (client) => {
      while ((progress.at(-1)?.[0] ?? 0) < events.length) {
        await delay(10);
        const { rows } = await client.query<{ next: string }>(
          'SELECT coalesce(sum(next), 0) AS next FROM g1.projection_offset',
        );
        progress.push([Number(rows[0]?.next ?? 0), performance.now() - began]);
      }
    });
    note('projector', 'events/s', rateOf(progress));
    for (const [name, { cpuSeconds, peakMegabytes }] of Object.entries(cpu())) {
      note(`CPU of ${name}`, 's per 1,000 events', (cpuSeconds / events.length) * 1000);
      note(`peak memory of ${name}`, 'MB', peakMegabytes);
    }
    return countsIn(place);
  });
}

async function limits(cluster: Cluster, events: readonly GeneratedEvent[], note: Note): Promise<Counts[]> {
  const recorded = await inPlace(cluster, ({ databaseUrl }) => recordProjection(databaseUrl, events, batchSize));
  const by = (name: string, replay: typeof replayCopied) =>
    inPlace(cluster, async (place) => {
      const cpu = watchCpu({ postgres: cluster.pids.postgres, node: process.pid });
      note(name, 'events/s', rateOf(await replay(place.databaseUrl, recorded)));
      note(`CPU of postgres, ${name}`, 's per 1,000 events', (cpu().postgres.cpuSeconds / events.length) * 1000);
      return countsIn(place);
    });
  return [await by('set-based SQL by hand', replaySetBased), await by('rows copied as bytes', replayCopied)];
}

async function plain(cluster: Cluster, events: readonly GeneratedEvent[], note: Note): Promise<void> {
  const few = events.slice(0, plainEvents);
  const recorded = await inPlace(cluster, ({ databaseUrl }) => recordProjection(databaseUrl, few, 1));
  for (const atOnce of [1, 3])
    await inPlace(cluster, async (place) => {
      await prefill(cluster, place, few);
      const progress = await consumePlainly(cluster, place, recorded, atOnce);
      const name = atOnce === 1 ? 'plain consumer' : 'plain consumer, 3 partitions at once';
      note(name, 'events/s', rateOf(progress));
    });
}

/** Once it is warm. */
function rateOf(progress: Progress): number {
  const [last, end] = progress.at(-1) ?? [0, 0];
  const [first, from] = progress.find(([done]) => done >= last * warmUp) ?? [0, 0];
  return ((last - first) / (end - from)) * 1000;
}

async function countsIn({ databaseUrl }: Place): Promise<Counts> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<Counts>(
      'SELECT (SELECT count(*)::int FROM g1.event) AS events, (SELECT count(*)::int FROM public.change) AS changes',
    );
    return rows[0] ?? { events: 0, changes: 0 };
  });
}

async function inPlace<T>(cluster: Cluster, work: (place: Place) => Promise<T>): Promise<T> {
  const place = await cluster.place();
  try {
    return await work(place);
  } finally {
    await place.drop();
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
