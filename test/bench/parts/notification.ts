import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { withCluster, type Cluster } from '../cluster.js';
import { generate, type GeneratorOptions } from '../events/generator.js';
import { Figures } from '../figures.js';
import { fill } from '../log.js';
import type { Part, Series } from '../part.js';
import { watchCpu } from '../processes.js';
import { prepareStore } from '../recording.js';
import { applied, connect, published } from '../store.js';
import { reached, stretch } from '../stretch.js';

const sampleMs = 20;

/** From committed changes to the topic. */
export const notification: Part = {
  name: 'notification',
  run: ({ events: wanted, seed, rounds, quick }, say) =>
    withCluster(async (cluster) => {
      const work = { events: wanted || (quick ? 3000 : 30_000), seed };
      const figures = new Figures();
      const series: Series[] = [];
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round}`);
        await alone(cluster, work, figures);
        series.splice(0, series.length, await beside(cluster, work, figures));
      }
      return {
        part: 'notification',
        figures: figures.all,
        goals: [figures.goal('notification', 'most behind in steady state', 'a second', { most: 1 })],
        notes: [
          'Behind: changes that are committed and not noted as published, sampled fifty times a second; in seconds of what the projector makes. Steady: between a fifth and nine tenths of the time.',
        ],
        series,
      };
    }),
};

async function alone(cluster: Cluster, work: GeneratorOptions, figures: Figures): Promise<void> {
  const place = await cluster.place();
  await fill(cluster, place, generate(work));
  await prepareStore(place.databaseUrl);
  const client = await connect(place.databaseUrl);
  const projector = await place.start('projector');
  await reached(() => applied(client), work.events);
  await projector.stop();
  const { changes } = await published(client);
  const notifier = await place.start('notifier');
  const pids = { notifier: notifier.pid, ...cluster.pids };
  const used = watchCpu(pids);
  // It is ready before it has everything; what it has done until then is no part of the stretch.
  const from = (await published(client)).sent;
  const took = await stretch(async () => (await published(client)).sent - from, changes - from);
  figures.add('notifier alone', 'changes/s', took.count / took.seconds);
  for (const [name, { cpuSeconds, peakMegabytes }] of Object.entries(used())) {
    figures.add(`notifier alone: CPU of ${name}`, 's/1,000 changes', (cpuSeconds / (changes - from)) * 1000);
    figures.add(`notifier alone: peak memory of ${name}`, 'MB', peakMegabytes);
  }
  await client.end();
  await place.drop();
}

async function beside(cluster: Cluster, work: GeneratorOptions, figures: Figures): Promise<Series> {
  const place = await cluster.place();
  await fill(cluster, place, generate(work));
  await prepareStore(place.databaseUrl);
  const client = await connect(place.databaseUrl);
  await place.start('notifier');
  await place.start('projector');
  const begun = performance.now();
  const { points, ended } = await sampled(client, work.events, begun);
  const { changes } = await published(client);
  await reached(async () => (await published(client)).sent, changes);
  const seconds = (ended - begun) / 1000;
  const steady = points.filter(([at]) => at > seconds / 5 && at < 0.9 * seconds).map(([, behind]) => behind);
  figures.add('most behind in steady state', 's', Math.max(0, ...steady) / (changes / seconds));
  figures.add('a second', 's', 1);
  figures.add('most behind', 'changes', Math.max(0, ...points.map(([, behind]) => behind)));
  figures.add('projector beside the notifier', 'changes/s', changes / seconds);
  await client.end();
  await place.drop();
  return { name: 'notifier behind the projector', x: 'seconds', y: 'changes', points };
}

async function sampled(client: pg.Client, events: number, begun: number) {
  const points: (readonly [number, number])[] = [];
  for (;;) {
    const { changes, sent } = await published(client);
    points.push([(performance.now() - begun) / 1000, changes - sent]);
    if ((await applied(client)) >= events) return { points, ended: performance.now() };
    await delay(sampleMs);
  }
}
