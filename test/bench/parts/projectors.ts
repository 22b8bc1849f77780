import { withCluster, type Cluster } from '../cluster.js';
import { generate, type GeneratorOptions } from '../events/generator.js';
import { Figures } from '../figures.js';
import { fill } from '../log.js';
import type { Part } from '../part.js';
import { watchCpu, type Usage } from '../processes.js';
import { prepareStore } from '../recording.js';
import { applied, connect } from '../store.js';
import { stretch } from '../stretch.js';

/** Two projectors, each on half of the partitions, beside one. */
export const projectors: Part = {
  name: 'projectors',
  run: ({ events: wanted, seed, rounds, quick }, say) =>
    withCluster(async (cluster) => {
      const work = { events: wanted || (quick ? 3000 : 40_000), seed };
      const figures = new Figures();
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round}`);
        for (const [name, count] of [
          ['one projector', 1],
          ['two projectors', 2],
        ] as const) {
          const { cpuSeconds, peakMegabytes } = await usageOfSo(cluster, work, count);
          figures.add(name, 'CPU s/1,000 events', cpuSeconds);
          figures.add(`${name}: peak memory of each`, 'MB', peakMegabytes);
        }
      }
      return {
        part: 'projectors',
        figures: figures.all,
        goals: [figures.goal('two projectors', 'two projectors', 'one projector', { most: 1.1 })],
        notes: ['CPU of the projectors together; events come in while they run.'],
      };
    }),
};

/** CPU of all together, for 1,000 events. */
async function usageOfSo(cluster: Cluster, work: GeneratorOptions, count: number): Promise<Usage> {
  const place = await cluster.place();
  await prepareStore(place.databaseUrl);
  const client = await connect(place.databaseUrl);
  const pids: Record<string, number> = {};
  for (let n = 0; n < count; n++) pids[`projector ${n}`] = (await place.start('projector')).pid;
  let used = watchCpu(pids);
  const [took] = await Promise.all([
    stretch(
      () => applied(client),
      work.events,
      () => (used = watchCpu(pids)),
    ),
    fill(cluster, place, generate(work)),
  ]);
  const all = Object.values(used());
  const seconds = all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  await client.end();
  await place.drop();
  return {
    cpuSeconds: (seconds / took.count) * 1000,
    peakMegabytes: Math.max(...all.map(({ peakMegabytes }) => peakMegabytes)),
  };
}
