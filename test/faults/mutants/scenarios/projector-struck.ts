import { expel } from '../../crash-points/expel.js';
import { logsOf } from '../events.js';
import type { Play, Scenario } from '../play.js';
import { poison } from './poison.js';

/** The projector is struck in its first batches; what it leaves behind is taken up by itself, or by the next if it died. */
function struck(what: string, strikes: string): Scenario {
  return {
    what,
    partitions: 1,
    async act(play: Play) {
      const { stage, client } = play;
      const [ingest, projector] = await Promise.all([
        stage.start('ingest'),
        stage.start('projector', { strikes }),
        stage.start('notifier'),
      ]);
      projector.arm();
      for (const seed of [11, 12]) {
        await poison(client, `i${seed}000-a`);
        await client.send(ingest.url, logsOf(seed, 3));
        // So that each is a batch of its own.
        if (!strikes.includes('kill')) await play.applied();
      }
      await projector.struck();
      if (strikes.includes('kill')) {
        await projector.ended();
        await expel(stage.brokers, stage.prefix);
        await stage.start('projector');
      }
      // The same incidents again, so that what is remembered of them counts.
      await client.send(ingest.url, logsOf(11, 3, 16));
    },
  };
}

// Every batch at its first attempt, however the log is divided into batches.
export const commitAnswerLost = struck(
  "the answer to the projector's COMMIT is lost, once for each batch",
  'postgres:commit-batch:after:2*=cut',
);
export const commitNotSent = struck(
  "the projector's COMMIT does not arrive at the first attempt of each batch",
  'postgres:commit-batch:before:2*=cut',
);
export const killedBeforeWriting = struck(
  'the projector dies between its claim and its writes',
  'postgres:insert-event:before:1=kill',
);
export const killedAfterCommit = struck(
  'the projector dies when its COMMIT is answered',
  'postgres:commit-batch:after:1=kill',
);
