import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { murmur2, partitionOf } from './partition-of.js';

describe('the partition of a key', () => {
  // From UtilsTest of Apache Kafka.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])("hashes %s as Java's client does", (key, hash) => {
    expect(murmur2(key)).toBe(hash);
  });

  it("is the one that kafkajs's default partitioner gives", () => {
    const theirs = kafkajs.Partitioners.DefaultPartitioner();
    const given = fc.record({
      key: fc.string({ unit: 'grapheme', maxLength: 40 }),
      partitions: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(given, ({ key, partitions }) => {
        const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
          partitionId,
          partitionErrorCode: 0,
          leader: 1,
          replicas: [1],
          isr: [1],
        }));
        expect(partitionOf(key, partitions)).toBe(
          theirs({ topic: 't', partitionMetadata, message: { key, value: null } }),
        );
      }),
    );
  });
});
