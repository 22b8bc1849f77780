import { expel } from '../../crash-points/expel.js';
import { logsOf } from '../events.js';
import type { Scenario } from '../play.js';

export const consumerCrashes: Scenario = {
  what: "the projector's consumer gives up",
  partitions: 1,
  async act({ stage, client }) {
    const [ingest, projector] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector', { strikes: 'kafka:Fetch:after:1=crash' }),
      stage.start('notifier'),
    ]);
    projector.arm();
    await client.send(ingest.url, logsOf(51, 1));
    const ended = await projector.ended(10_000).catch(() => null);
    await projector.stop('SIGKILL');
    await expel(stage.brokers, stage.prefix);
    await stage.start('projector');
    return ended === null ? ['the projector lives on, although its consumer is dead'] : [];
  },
};
