import { withCluster } from '../cluster.js';
import { Figures } from '../figures.js';
import type { Part } from '../part.js';
import { piped, projectedAlone } from '../piping.js';

/** From HTTP to the topic of changes, with all four services. */
export const pipe: Part = {
  name: 'pipe',
  run: ({ events: wanted, seed, rounds, quick }, say) =>
    withCluster(async (cluster) => {
      const events = wanted || (quick ? 3000 : 30_000);
      const figures = new Figures();
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round}`);
        const alone = await projectedAlone(cluster, { events, seed });
        const whole = await piped(cluster, { events, seed }, alone.changes);
        figures.add('projection alone', 'events/s', alone.rate);
        figures.add('pipe', 'events/s', whole.rate);
        for (const [name, { cpuSeconds, peakMegabytes }] of Object.entries(whole.cpu)) {
          figures.add(`pipe: CPU of ${name}`, 's/1,000 events', (cpuSeconds / whole.events) * 1000);
          figures.add(`pipe: peak memory of ${name}`, 'MB', peakMegabytes);
        }
      }
      return {
        part: 'pipe',
        figures: figures.all,
        goals: [figures.goal('the whole pipe', 'pipe', 'projection alone', { least: 0.6 })],
        notes: [
          'Pipe: NDJSON of 1,000 events a request, three requests at once, no faster than events are applied; all four services, and a kafkajs consumer of the changes with read_committed, which must read as many as there are. Rate and CPU are of the time from a tenth of the changes to the last request: events come in all the while.',
        ],
      };
    }),
};
