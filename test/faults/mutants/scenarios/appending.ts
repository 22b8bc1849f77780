import { published } from '../events.js';
import type { Play, Scenario } from '../play.js';

function struck(what: string, strikes: string, senders: number, rounds: number): Scenario {
  return {
    what,
    async act(play: Play) {
      const { stage, client } = play;
      const [ingest] = await Promise.all([
        stage.start('ingest', { strikes }),
        stage.start('projector'),
        stage.start('notifier'),
      ]);
      ingest.arm();
      let unanswered = 0;
      const sender = async (name: string): Promise<void> => {
        for (let n = 0; n < rounds && unanswered === 0; n += 1)
          if (!(await client.send(ingest.url, [published(`${name}-${n % 2}`, `${name}-${n}`, n)]))) unanswered += 1;
      };
      await Promise.all(Array.from({ length: senders }, (_, i) => sender(`s${i}`)));
      await ingest.struck();
      return unanswered > 0 && !strikes.includes('+') ? ['ingest does not get over answers that are lost'] : [];
    },
  };
}

// In a row, so that a client's own second try is struck, too.
const some = [3, 4, 9, 10, 16, 17, 24].map((n) => `kafka:Produce:after:${n}=cut`);
const others = [6, 12, 13, 20, 28].map((n) => `kafka:Produce:before:${n}=cut`);

export const produceAnswersLost = struck(
  "answers to ingest's Produce are lost, and some requests",
  [...some, ...others].join(','),
  8,
  20,
);
export const logUnreachable = struck('no Produce of ingest arrives', 'kafka:Produce:before:1+=cut', 3, 1);
