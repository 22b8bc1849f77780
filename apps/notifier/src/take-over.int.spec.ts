import { setTimeout as delay } from 'node:timers/promises';
import { topicNames } from '#contracts';
import { createKafka } from '#kafka';
import { eventually, freshPrefix, kafkaBrokers } from '../../../test/support/index.js';
import { environmentOf } from './testing/a-notifier.js';
import { allNoted, aStore, writeChangesOf, type Store } from './testing/a-store.js';
import { compiledNotifier, type ChildNotifier, type CompiledNotifier } from './testing/compiled-notifier.js';
import { oneTo, readTopic, sequencesOf } from './testing/read-topic.js';

const PARTITIONS = 3;
const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'test' });
let compiled: CompiledNotifier;
let store: Store;
let prefix: string;
const children = new Set<ChildNotifier>();

beforeAll(async () => {
  compiled = await compiledNotifier();
});
beforeEach(async () => {
  prefix = freshPrefix();
  store = await aStore(PARTITIONS);
});
afterEach(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  await Promise.all([...children].map(({ ended }) => ended));
  children.clear();
  await store.drop();
});
afterAll(async () => {
  await compiled.remove();
  await kafka.close();
});

const topics = () => topicNames(prefix);

async function start(): Promise<ChildNotifier> {
  const child = compiled.start({
    ...environmentOf({ database: store.url, prefix, partitions: PARTITIONS }),
    LOG_LEVEL: 'info',
  });
  children.add(child);
  await child.url;
  return child;
}

/** Writes without pause until it is stopped. */
function writing(): { stop: () => Promise<void> } {
  let going = true;
  const work = (async () => {
    for (let n = 0; going; n += 1) {
      await delay(5);
      await writeChangesOf(
        store,
        n % PARTITIONS,
        { id: `incident-${n % 30}` },
        { count: 1 + ((n * 37) % 40), padding: 300 },
      );
    }
  })();
  return {
    stop: async () => {
      going = false;
      await work;
    },
  };
}

async function moreIsSent(): Promise<void> {
  const sent = async (): Promise<number> => {
    const [row] = await store.sql.query<{ sent: number }>(
      'SELECT coalesce(sum(sequence), 0)::int AS sent FROM public.notified',
    );
    return row?.sent ?? 0;
  };
  const before = await sent();
  await eventually(async () => (await sent()) > before, { every: 10 });
}

async function noGapAndNoRepeat(): Promise<number> {
  await eventually(() => allNoted(store.sql), { timeout: 40_000 });
  const records = await readTopic(kafka, topics().changes);
  const heads = await store.sql.query<{ partition: number; sequence: string }>(
    'SELECT partition, sequence FROM public.change_head',
  );
  for (const { partition, sequence } of heads) expect(sequencesOf(records, partition)).toEqual(oneTo(Number(sequence)));
  return records.length;
}

const publishedBy = async (child: ChildNotifier): Promise<number[]> => {
  const answer = await fetch(`${await child.url}/health/ready`);
  const body = (await answer.json()) as { details: { partitions: { publishing?: number[] } } };
  return body.details.partitions.publishing ?? [];
};

describe('two notifiers', () => {
  it('publish each partition once; when one is killed, the other goes on where it was', async () => {
    const first = await start();
    const writer = writing();
    await eventually(async () => (await publishedBy(first)).length === PARTITIONS);
    let [serving, spare] = [first, await start()];
    for (let kills = 0; kills < 3; kills += 1) {
      await moreIsSent();
      expect(await publishedBy(spare)).toEqual([]);
      serving.process.kill('SIGKILL');
      await serving.ended;
      children.delete(serving);
      const died = performance.now();
      const next = spare;
      await eventually(async () => (await publishedBy(next)).length === PARTITIONS, { every: 20 });
      await moreIsSent();
      expect(performance.now() - died).toBeLessThan(5_000);
      [serving, spare] = [spare, await start()];
    }
    await writer.stop();
    expect(await noGapAndNoRepeat()).toBeGreaterThan(1_000);
  });

  it('hand over when one is told to stop', async () => {
    const first = await start();
    const writer = writing();
    await eventually(async () => (await publishedBy(first)).length === PARTITIONS);
    const second = await start();
    first.process.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    children.delete(first);
    await eventually(async () => (await publishedBy(second)).length === PARTITIONS, { timeout: 3_000 });
    await writer.stop();
    await noGapAndNoRepeat();
  });
});

describe('a notifier that is frozen', () => {
  it('loses its partitions, and does no harm when it thaws', async () => {
    const first = await start();
    const writer = writing();
    await eventually(async () => (await publishedBy(first)).length === PARTITIONS);
    const second = await start();
    await moreIsSent();
    first.process.kill('SIGSTOP');
    await eventually(async () => (await publishedBy(second)).length === PARTITIONS, { timeout: 30_000 });
    await moreIsSent();
    first.process.kill('SIGCONT');
    await eventually(() => first.output().includes('the locks are lost'));
    await eventually(async () => expect(await publishedBy(first)).toEqual([]));
    await writer.stop();
    await noGapAndNoRepeat();
  });
});

describe('a notifier that loses the connection that holds its locks', () => {
  it('stops, and whoever has them next goes on', async () => {
    const [first, second] = [await start(), await start()];
    const writer = writing();
    for (let times = 0; times < 4; times += 1) {
      await moreIsSent();
      await store.sql.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'corrigenda-notifier-locks'`,
      );
      await eventually(
        async () => expect([...(await publishedBy(first)), ...(await publishedBy(second))].sort()).toEqual([0, 1, 2]),
        { timeout: 30_000 },
      );
    }
    await writer.stop();
    await noGapAndNoRepeat();
    expect(first.output() + second.output()).toContain('the locks are lost');
  });
});
