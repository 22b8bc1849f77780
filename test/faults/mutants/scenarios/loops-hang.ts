import { expel } from '../../crash-points/expel.js';
import { logsOf } from '../events.js';
import type { Scenario } from '../play.js';

// A process ends when it has stood still for 60 s, and is looked at every 5 s.
const WITHIN_MS = 100_000;

export const loopsHang: Scenario = {
  what: 'answers of PostgreSQL to a projector and a notifier never come, whatever time-outs they have',
  partitions: 1,
  async act({ stage, client }) {
    const [ingest, projector, notifier] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector', { strikes: 'postgres:claim:after:2=hang' }),
      stage.start('notifier', { strikes: 'postgres:select-incident:after:1=hang' }),
    ]);
    projector.arm();
    notifier.arm();
    await client.send(ingest.url, logsOf(52, 1));
    await notifier.struck();
    await client.send(ingest.url, logsOf(53, 1));
    await projector.struck();
    const ended = [projector, notifier].map((one) =>
      one.ended(WITHIN_MS).then(
        () => true,
        () => false,
      ),
    );
    const [projectorEnded = false, notifierEnded = false] = await Promise.all(ended);
    await Promise.all([projector.stop('SIGKILL'), notifier.stop('SIGKILL')]);
    await expel(stage.brokers, stage.prefix);
    await Promise.all([stage.start('projector'), stage.start('notifier')]);
    const lives = (name: string): string => `the ${name} lives on, although it stands still`;
    return [...(projectorEnded ? [] : [lives('projector')]), ...(notifierEnded ? [] : [lives('notifier')])];
  },
};
