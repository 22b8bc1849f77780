import { eventually } from '../../../support/index.js';
import type { StruckProcess } from '../../crash-points/struck-process.js';
import { incidentIn, merged, published } from '../events.js';
import type { Play, Scenario } from '../play.js';

const [x, y] = [incidentIn(0, 2, 'x'), incidentIn(1, 2, 'y')];

export const sharedFamily: Scenario = {
  what: 'two projectors take turns at incidents that are merged',
  async act(play) {
    const { ingest } = await projectors(play, '');
    const { client } = play;
    await client.send(ingest.url, [published(x, 'x0', 10), published(y, 'y0', 20), merged(y, x, 'm')]);
    await play.applied();
    for (let n = 1; n <= 3; n += 1) {
      for (const incident of [x, y]) {
        await client.send(ingest.url, [published(incident, `${incident}-${n}`, 10 * n)]);
        await play.applied();
      }
    }
  },
};

export const mergedMeanwhile: Scenario = {
  what: 'an incident is merged while another projector is about to lock it',
  async act(play) {
    const { ingest, a, b } = await projectors(play, 'postgres:insert-incident:before:1=freeze');
    const { client } = play;
    await client.send(ingest.url, [published(x, 'x0', 10), published(y, 'y0', 20)]);
    await play.applied();
    const owner = (await has(a, 0)) ? a : b;
    owner.arm();
    await client.send(ingest.url, [published(x, 'x1', 30)]);
    await owner.struck();
    await client.send(ingest.url, [merged(y, x, 'm')]);
    await eventually(async () => (await play.rows('SELECT FROM link')).length > 0);
    owner.thaw();
  },
};

async function projectors(play: Play, strikes: string) {
  const { stage } = play;
  const [ingest, a] = await Promise.all([
    stage.start('ingest'),
    stage.start('projector', { strikes }),
    stage.start('notifier'),
  ]);
  const b = await stage.start('projector', { strikes });
  return { ingest, a, b };
}

/** Whether it has applied something of this partition. */
async function has(projector: StruckProcess, partition: number): Promise<boolean> {
  const metrics = await (await fetch(`${projector.url}/metrics`)).text();
  return metrics.includes(`projector_next_offset{partition="${partition}"`);
}
