import { envelope, logsOf, published } from '../events.js';
import type { Scenario } from '../play.js';
import { poison } from './poison.js';

export const everything: Scenario = {
  what: 'everything that clients send, and services that stop and start between',
  async act(play) {
    const { stage, client } = play;
    const [ingest, projector, notifier] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector'),
      stage.start('notifier'),
    ]);
    await client.send(ingest.url, logsOf(1, 4));
    await poison(client, 'i1000-a');
    await client.send(ingest.url, logsOf(2, 2), {
      ...envelope('nothing', 'i2000-a', 'not-valid', '2022-01-01T00:00:00Z'),
      data: {},
    });
    await play.rest();
    await Promise.all([projector.stop(), notifier.stop()]);
    await Promise.all([stage.start('projector'), stage.start('notifier')]);
    await client.send(ingest.url, logsOf(3, 3));
    await poison(client, 'i1001-a');
    // Told of by the same notifier twice.
    await client.send(ingest.url, [published('again', 'again-1', 1)]);
    await play.rest();
    await client.send(ingest.url, [published('again', 'again-2', 2)]);
  },
};
