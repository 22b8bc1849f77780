import { published } from '../events.js';
import type { Scenario } from '../play.js';

export const redriven: Scenario = {
  what: 'a dead letter is sent again with an edited body',
  partitions: 1,
  alone: true,
  async act(play) {
    const { stage, client } = play;
    await Promise.all([stage.start('ingest'), stage.start('projector')]);
    await client.poison('x', 'broken', { reason: 'undecodable', value: Buffer.from('{') });
    await play.applied();
    const answer = await fetch(`${play.target.queryUrl}/v1/ops/dead-letters/0@0/redrive`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(published('x', 'mended', 1)),
    });
    const { redriven } = (await answer.json()) as { redriven?: string };
    if (redriven === undefined) return [`the redrive answers ${answer.status}`];
    await play.applied();
    const applied = await play.rows<{ at: string }>(
      `SELECT partition || '@' || "offset" AS at FROM event WHERE id = 'mended'`,
    );
    return applied[0]?.at === redriven ? [] : [`it is told to be sent to ${redriven}, where it is not`];
  },
};
