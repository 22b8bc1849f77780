import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { memoryFlags } from '#service';
import { withCluster, type Cluster } from '../cluster.js';
import { generate } from '../events/generator.js';
import { Figures } from '../figures.js';
import { fill } from '../log.js';
import type { Options, Part, PartResult } from '../part.js';
import { usageOf } from '../processes.js';
import { prepareStore } from '../recording.js';
import { applied, connect } from '../store.js';
import { reached } from '../stretch.js';

const sampleMs = 250;
type Point = readonly [seconds: number, events: number];

/** A new generation of read models from the whole log. */
export const rebuild: Part = {
  name: 'rebuild',
  run: (options, say) => withCluster((cluster) => run(cluster, options, say)),
};

async function run(cluster: Cluster, options: Options, say: (line: string) => void): Promise<PartResult> {
  const events = options.events || (options.quick ? 20_000 : 1_000_000);
  const figures = new Figures();
  const place = await cluster.place();
  await fill(cluster, place, generate({ events, seed: options.seed }));
  await prepareStore(place.databaseUrl);
  const client = await connect(place.databaseUrl);
  say(`${events} events are in the log`);
  const projector = await place.start('projector');
  await reached(() => applied(client), events);
  say('they are projected; rebuilding');
  const rebuild = [join('dist', 'apps', 'cli', 'src', 'main.js'), 'rebuild', '--yes', '--json'];
  const child = spawn(process.execPath, [...memoryFlags, ...rebuild], {
    env: { ...process.env, ...place.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const pid = child.pid ?? NaN;
  const points: Point[] = [];
  const begun = performance.now();
  let used = usageOf(pid);
  while (child.exitCode === null && child.signalCode === null) {
    used = child.exitCode === null ? usageOf(pid) : used;
    points.push([(performance.now() - begun) / 1000, await rebuilt(client)]);
    await delay(sampleMs);
    if ((points.at(-1)?.[1] ?? 0) >= events) break;
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`rebuild ended with ${String(code)}`);
  if ((await rebuilt(client)) !== events) throw new Error('not all was rebuilt');
  figures.add('rate in the first tenth', 'events/s', rateBetween(points, 0, events / 10));
  figures.add('rate in the last tenth', 'events/s', rateBetween(points, 0.9 * events, events));
  figures.add('CPU of rebuild', 's/1,000 events', (used.cpuSeconds / events) * 1000);
  const peaks = { rebuild: used, projector: usageOf(projector.pid), kafka: usageOf(cluster.pids.kafka) };
  for (const [name, { peakMegabytes }] of Object.entries({ ...peaks, postgres: usageOf(cluster.pids.postgres) }))
    figures.add(`peak memory of ${name}`, 'MB', peakMegabytes);
  figures.add('512 MB', 'MB', 512);
  await client.end();
  await place.drop();
  return {
    part: 'rebuild',
    figures: figures.all,
    goals: [
      figures.goal('rebuild', 'rate in the last tenth', 'rate in the first tenth', { least: 0.9 }),
      figures.goal('rebuild', 'peak memory of rebuild', '512 MB', { most: 1 }),
      figures.goal('rebuild', 'peak memory of projector', '512 MB', { most: 1 }),
    ],
    notes: [`disclosure rebuild of ${events} events, once, beside a projector that is up to date.`],
    series: [{ name: 'rebuild', x: 'seconds', y: 'events/s', points: rates(points) }],
  };
}

/** Before the new generation is there, nothing is. */
async function rebuilt(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('g2.projection_offset') IS NOT NULL AS there`,
  );
  if (rows[0]?.there !== true) return 0;
  const next = await client.query<{ next: number | null }>('SELECT sum(next)::int AS next FROM g2.projection_offset');
  return next.rows[0]?.next ?? 0;
}

/** From the last sample at which so many were not exceeded, to the first with as many as that. */
function rateBetween(points: readonly Point[], from: number, to: number): number {
  const begin = points.findLast(([, events]) => events <= from) ?? [0, 0];
  const end = points.find(([, events]) => events >= to) ?? begin;
  return (end[1] - begin[1]) / (end[0] - begin[0]);
}

/** Over fortieths of the time. */
function rates(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / 40));
  return points.slice(step).flatMap(([seconds, events], i): Point[] => {
    const before = points[i];
    return i % step !== 0 || before === undefined ? [] : [[seconds, (events - before[1]) / (seconds - before[0])]];
  });
}
