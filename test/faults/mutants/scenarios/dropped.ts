import { published } from '../events.js';
import type { Scenario } from '../play.js';

export const dropped: Scenario = {
  what: 'an event that the code of a mutant cannot apply, between two that it can',
  partitions: 1,
  alone: true,
  async act(play) {
    const { stage, client } = play;
    const [ingest] = await Promise.all([stage.start('ingest'), stage.start('projector')]);
    const ids = ['before', 'unlucky', 'after'];
    await client.send(
      ingest.url,
      ids.map((id, n) => published('x', id, n)),
    );
    await play.applied();
    const known = await play.rows<{ id: string }>('SELECT id FROM event UNION SELECT id FROM public.dead_letter');
    const lost = ids.filter((id) => !known.some((row) => row.id === id));
    return lost.map((id) => `the event ${id} is neither applied nor a dead letter`);
  },
};
