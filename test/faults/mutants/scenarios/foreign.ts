import kafkajs from 'kafkajs';
import { eventually } from '../../../support/index.js';
import { logsOf } from '../events.js';
import type { Play, Scenario } from '../play.js';

export const foreignTransaction: Scenario = {
  what: 'a transaction that nobody ends lies in the changes topic',
  partitions: 1,
  alone: true,
  async act(play) {
    const { stage, client } = play;
    const [ingest] = await Promise.all([stage.start('ingest'), stage.start('projector')]);
    await client.send(ingest.url, logsOf(41, 1));
    const producer = native(play).producer({
      transactionalId: `${stage.prefix}stranger`,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const open = await producer.transaction();
    await open.send({ topic: `${stage.prefix}disclosure.changes.v1`, messages: [{ value: 'unfinished' }] });
    const notifier = await stage.start('notifier');
    const seen = await stands(notifier.url, 'unfinished transaction');
    await open.abort();
    await producer.disconnect();
    return seen ? [] : ['the notifier is ready although an unfinished transaction lies in its topic'];
  },
};

export const logMadeAnew: Scenario = {
  what: 'the topic of events is made anew, with other events',
  partitions: 1,
  alone: true,
  async act(play) {
    const { stage, client } = play;
    const [ingest, projector] = await Promise.all([stage.start('ingest'), stage.start('projector')]);
    await client.send(ingest.url, logsOf(42, 1));
    await play.applied();
    await Promise.all([ingest.stop(), projector.stop()]);
    const topic = `${stage.prefix}disclosure.events.v1`;
    const admin = native(play).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
    // Makes the topic as it was.
    await eventually(() => stage.start('ingest'));
    const stranger = native(play).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await stranger.connect();
    const messages = logsOf(43, 3).map((event) => ({ key: 'other', value: JSON.stringify(event) }));
    await stranger.send({ topic, messages });
    await stranger.disconnect();
    const again = stage.launch('projector');
    await eventually(() => again.url.startsWith('http'), { timeout: 30_000 });
    const seen = await stands(again.url, 'not the log of these read models');
    return seen ? [] : ['the projector goes on in a log that is not the one it knew'];
  },
};

function native({ stage: { brokers } }: Play): kafkajs.Kafka {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 30 },
  });
}

/** Whether readiness comes to say this. */
async function stands(url: string, what: string): Promise<boolean> {
  const said = async () => (await (await fetch(`${url}/health/ready`)).text()).includes(what);
  return eventually(said, { timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}
