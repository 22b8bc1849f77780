import { createAppender } from '#kafka';
import { kafkaBrokers } from '../support/index.js';
import { freshTopics, kafkaOver, readPartition } from './kafka-topics.js';
import { type Fault, startProxy } from './proxy.js';

const PARTITIONS = 2;

describe('appending over a network that fails', () => {
  it.each<readonly Fault[]>([['drop'], ['cut'], ['late'], ['mute'], ['drop', 'cut', 'late', 'mute']])(
    'loses nothing acknowledged and reports right offsets (%s %s %s %s)',
    async (...faults) => {
      const direct = kafkaOver();
      const { events: topic } = await freshTopics(direct, PARTITIONS);
      const [broker = ''] = kafkaBrokers();
      const proxy = await startProxy(broker);
      const proxied = kafkaOver({ socketFactory: proxy.socketFactory, requestTimeout: 1_000 });
      const appender = createAppender({ kafka: proxied, topic, partitions: PARTITIONS, callTimeout: 400 });

      let produced = 0;
      proxy.decide = (request) => {
        if (request !== 'Produce') return null;
        produced += 1;
        return produced % 3 === 0 ? (faults[(produced / 3) % faults.length] ?? null) : null;
      };
      const sender = async (name: string): Promise<{ value: string; partition: number; offset: bigint }[]> => {
        const acknowledged: { value: string; partition: number; offset: bigint }[] = [];
        for (let n = 0; n < 12; n += 1) {
          const values = [`${name} ${n} a`, `${name} ${n} b`];
          const results = await appender.append(
            values.map((value) => ({ key: name, value })),
            { deadline: Date.now() + 30_000 },
          );
          results.forEach((result, at) => acknowledged.push({ value: values[at] ?? '', ...result }));
        }
        return acknowledged;
      };
      const acknowledged = (await Promise.all(['a', 'b', 'c', 'd', 'e'].map(sender))).flat();
      await appender.close();

      expect(acknowledged).toHaveLength(5 * 12 * 2);
      const log = await Promise.all(
        Array.from({ length: PARTITIONS }, (_, partition) => readPartition(direct, topic, partition)),
      );
      for (const { value, partition, offset } of acknowledged) {
        expect(log[partition]?.find((record) => record.offset === offset)?.value?.toString()).toBe(value);
      }
      expect(new Set(log.flat().map((record) => String(record.value))).size).toBe(acknowledged.length);
      expect([...proxy.struck.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(3);
      await proxy.close();
      await Promise.all([direct.close(), proxied.close()]);
    },
  );
});
