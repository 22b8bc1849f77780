import { topicNames } from '#contracts';
import { createKafka } from '#kafka';
import { type Fault, type RequestName, startProxy } from '../../../test/faults/proxy.js';
import { Chance } from '../../../test/oracle/chance.js';
import { eventually, freshPrefix, kafkaBrokers } from '../../../test/support/index.js';
import { aNotifier } from './testing/a-notifier.js';
import { allNoted, aStore, writeChangesOf } from './testing/a-store.js';
import { oneTo, readTopic, sequencesOf } from './testing/read-topic.js';

const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'test' });
afterAll(() => kafka.close());

const struck: readonly RequestName[] = [
  'Produce',
  'EndTxn',
  'AddPartitionsToTxn',
  'InitProducerId',
  'ListOffsets',
  'Fetch',
];

describe('publishing over a network that fails', () => {
  it.each<Fault>(['drop', 'cut', 'mute', 'late'])(
    'leaves no gap and repeats nothing (%s)',
    async (fault) => {
      const [broker = ''] = kafkaBrokers();
      const proxy = await startProxy(broker);
      const prefix = freshPrefix();
      const store = await aStore(1);
      const running = await aNotifier({
        database: store.url,
        prefix,
        partitions: 1,
        kafka: { socketFactory: proxy.socketFactory, requestTimeout: 1_000 },
      });
      // By chance, never every so many: taking a partition over asks nine times for offsets, and each would be struck once.
      const chance = new Chance(42);
      proxy.decide = (request) => (struck.includes(request) && chance.is(1 / 9) ? fault : null);
      const faults = (): number => [...proxy.struck.values()].reduce((sum, n) => sum + n, 0);
      const ofPublishing = (): boolean => proxy.struck.has(`Produce ${fault}`) && proxy.struck.has(`EndTxn ${fault}`);
      for (let n = 0; faults() < 8 || !ofPublishing(); n += 1) {
        await writeChangesOf(store, 0, { id: `incident-${n % 7}` }, { count: 50 });
        await eventually(() => allNoted(store.sql), { timeout: 45_000 });
      }
      await running.stop();
      const [head] = await store.sql.query<{ sequence: string }>('SELECT sequence FROM public.change_head');
      const sequences = sequencesOf(await readTopic(kafka, topicNames(prefix).changes), 0);
      expect(sequences).toEqual(oneTo(Number(head?.sequence)));
      await proxy.close();
      await store.drop();
    },
    120_000,
  );
});
