import { eventually } from '../../../support/index.js';
import { logsOf } from '../events.js';
import type { Play, Scenario } from '../play.js';
import { poison } from './poison.js';

function killed(what: string, strikes: string): Scenario {
  return {
    what,
    partitions: 1,
    async act(play: Play) {
      const { stage, client } = play;
      const [ingest] = await Promise.all([stage.start('ingest'), stage.start('projector')]);
      await poison(client, 'i21000-a');
      await client.send(ingest.url, logsOf(21, 3));
      await play.applied();
      // All of it is in its first batch.
      const notifier = stage.launch('notifier', { strikes, from: 'postgres:take-locks:before' });
      await notifier.ended();
      await stage.start('notifier');
      await client.send(ingest.url, logsOf(22, 1));
      await poison(client, 'i21000-a');
    },
  };
}

export const notifierKilledAfterCommit = killed(
  'the notifier dies when its transaction is committed',
  'kafka:EndTxn:after:1=kill',
);

export const notifierFrozen: Scenario = {
  what: 'a notifier is frozen before it sends, and wakes while another takes over',
  partitions: 1,
  async act(play) {
    const { stage, client } = play;
    const [ingest, , first] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector'),
      stage.start('notifier', { strikes: 'kafka:Produce:before:1=freeze' }),
    ]);
    first.arm();
    await client.send(ingest.url, logsOf(23, 2));
    await first.struck();
    await play.rows(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'corrigenda-notifier-locks'",
    );
    const second = stage.launch('notifier', {
      strikes: 'kafka:InitProducerId:before:1=freeze',
      from: 'postgres:take-locks:before',
    });
    await second.struck();
    first.thaw();
    const over = /kafka:EndTxn:after|postgres:listen:before/;
    await eventually(() => first.passed().some((point) => over.test(point)));
    second.thaw();
    await second.ready();
  },
};

export const twoNotifiers: Scenario = {
  what: 'two notifiers',
  async act(play) {
    const { stage, client } = play;
    const from = 'postgres:take-locks:before';
    const [ingest, , a, b] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector'),
      stage.start('notifier', { from }),
      stage.start('notifier', { from }),
    ]);
    // Both have had their chance to take what they find, and nothing has been sent that would show one of them the other.
    for (const one of [a, b])
      await eventually(() => one.passed().filter((line) => line.endsWith('postgres:take-locks:after')).length >= 2);
    const [own = [], others = []] = await Promise.all([a, b].map(({ url }) => publishing(url)));
    const twice = own.filter((partition) => others.includes(partition));
    await client.send(ingest.url, logsOf(30, 2));
    return twice.map((partition) => `two notifiers publish partition ${partition}`);
  },
};

async function publishing(url: string): Promise<number[]> {
  const found = /"publishing":\[([\d,]*)\]/.exec(await (await fetch(`${url}/health/ready`)).text());
  return (found?.[1] ?? '').split(',').filter(Boolean).map(Number);
}
