import { eventually } from '../../../support/index.js';
import { getAll } from '../../../oracle/pipeline/target.js';
import { expel } from '../../crash-points/expel.js';
import { readTopic } from '../../../support/topic.js';
import { confirmed, logsOf, published } from '../events.js';
import type { Play, Scenario, Violation } from '../play.js';
import { poison } from './poison.js';

export const rebuiltMeanwhile: Scenario = {
  what: 'read models are built anew while events are sent, beside a projector that is frozen in a batch and one that is killed',
  partitions: 1,
  async act(play) {
    const { stage, client } = play;
    const [ingest, first] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector', { strikes: 'postgres:claim:before:1=freeze' }),
      stage.start('notifier'),
    ]);
    await client.send(ingest.url, [...logsOf(71, 2), published('told', 'first', 1)]);
    await poison(client, 'i71000-a');
    await play.rest();
    // Of this nothing is told, and its state is another all the same.
    await client.send(ingest.url, [confirmed('told', 'again', 'first', 1)]);
    await play.rest();
    first.arm();
    await client.send(ingest.url, logsOf(72, 2));
    await first.struck();
    const failed = await rebuild(play);
    first.thaw();
    await play.applied();
    await first.stop();
    const second = await stage.start('projector', { strikes: 'postgres:commit-batch:after:1=kill' });
    second.arm();
    const [again] = await Promise.all([rebuild(play), client.send(ingest.url, logsOf(73, 2)), second.ended()]);
    await expel(stage.brokers, stage.prefix);
    await stage.start('projector');
    await client.send(ingest.url, logsOf(71, 2, 16));
    return [...failed, ...again];
  },
};

export const rebuiltTwice: Scenario = {
  what: 'read models that a bug had left wrong are built anew, and then once more',
  alone: true,
  async act(play) {
    const { stage, client } = play;
    const [ingest] = await Promise.all([stage.start('ingest'), stage.start('projector'), stage.start('notifier')]);
    await client.send(ingest.url, logsOf(74, 3));
    await play.rest();
    const heads = 'SELECT partition, sequence FROM public.change_head ORDER BY 1';
    const told = JSON.stringify(await play.rows(heads));
    await play.rows(`UPDATE incident SET title = 'not what the log says' WHERE merged_into IS NULL`);
    const found: Violation[] = [];
    let versions = await versionsOf(play);
    for (const time of ['first', 'second']) {
      found.push(...(await rebuild(play)));
      await play.rest();
      const now = await versionsOf(play);
      for (const [id, version] of versions)
        if ((now.get(id) ?? 0) < version)
          found.push(`${id} is at version ${now.get(id)} after the ${time} rebuild, and was at ${version}`);
      versions = now;
      found.push(...(await statesThatDiffer(play)));
    }
    if (JSON.stringify(await play.rows(heads)) !== told) found.push('changes are told although no fact is another');
    return found;
  },
};

export const storeLost: Scenario = {
  what: 'the database is empty, and the topics know what was told',
  partitions: 1,
  async act(play) {
    const { stage, client } = play;
    const [ingest, projector, notifier] = await Promise.all([
      stage.start('ingest'),
      stage.start('projector'),
      stage.start('notifier'),
    ]);
    await client.send(ingest.url, logsOf(75, 2));
    await poison(client, 'i75000-a');
    await play.rest();
    await Promise.all([projector.stop(), notifier.stop()]);
    await play.rows('DROP SCHEMA g1 CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const again = stage.launch('projector');
    await eventually(() => again.listens, { timeout: 60_000 });
    const waits = async () => (await (await fetch(`${again.url}/health/ready`)).text()).includes('disclosure rebuild');
    const seen = await eventually(waits, { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (!seen) return ['a projector goes on in an empty store, although changes were told'];
    const failed = await rebuild(play);
    await stage.start('notifier');
    await client.send(ingest.url, logsOf(75, 2, 16));
    return failed;
  },
};

async function rebuild({ stage }: Play): Promise<Violation[]> {
  const run = stage.disclosure('rebuild', '--yes');
  const code = await run.ended(120_000);
  return code === 0 ? [] : [`disclosure rebuild ends with ${code}: ${run.said.slice(-300)}`];
}

type Shown = Record<string, unknown> & { readonly id: string; readonly version: number };

async function versionsOf({ target }: Play): Promise<Map<string, number>> {
  const items = (await getAll(target, '/v1/incidents')) as Shown[];
  return new Map(items.map(({ id, version }) => [id, version]));
}

/** Incidents of which the compacted topic says something else than the API. */
async function statesThatDiffer({ target, stage }: Play): Promise<Violation[]> {
  const records = await readTopic(`${stage.prefix}disclosure.incidents.v1`);
  const last = new Map(records.map(({ key, value }) => [key, value]));
  const items = (await getAll(target, '/v1/incidents')) as Shown[];
  const shown = ({ id, version, title }: Shown): string => `${id} version ${version} ${JSON.stringify(title)}`;
  return items.flatMap((item) => {
    const { data } = JSON.parse(last.get(item.id) ?? '{}') as { data?: Shown };
    const topic = data === undefined ? 'nothing' : shown(data);
    return topic === shown(item) ? [] : [`the topic of incidents says ${topic}, the API ${shown(item)}`];
  });
}
