import { createRequire } from 'node:module';
import fc from 'fast-check';
import { encodeProduce, type ProduceRequest } from './encode-produce.js';

const require = createRequire(import.meta.url);
const original = require('kafkajs/src/protocol/requests/produce/v7/request.js') as (request: ProduceRequest) => {
  encode(): Promise<{ readonly buffer: Buffer }>;
};

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const content = fc.oneof(text, fc.uint8Array({ maxLength: 300 }).map(Buffer.from));
const now = Date.UTC(2026, 0, 1);
const message = fc.record(
  {
    key: fc.option(content),
    value: fc.option(
      fc.oneof(
        content,
        text.map((part) => part.repeat(3_000)),
      ),
    ),
    headers: fc.dictionary(text, fc.oneof(content, fc.array(content, { maxLength: 3 })), { maxKeys: 4 }),
    timestamp: fc.integer({ min: now - 1e11, max: now }).map(String),
  },
  { requiredKeys: ['key', 'value'] },
);
const request = fc.record(
  {
    acks: fc.constantFrom(-1, 0, 1),
    timeout: fc.nat(100_000),
    transactionalId: fc.option(text.filter((id) => id !== '')),
    producerId: fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }).map(String),
    producerEpoch: fc.integer({ min: 0, max: 32_767 }),
    topicData: fc.array(
      fc.record({
        topic: text,
        partitions: fc.array(
          fc.record({
            partition: fc.nat(1_000),
            firstSequence: fc.nat(2 ** 31 - 1),
            messages: fc.array(message, { minLength: 1, maxLength: 5 }),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['acks', 'timeout', 'topicData'] },
);

describe('a Produce request', () => {
  const { now: clock } = Date;
  beforeAll(() => {
    Date.now = () => now;
  });
  afterAll(() => {
    Date.now = clock;
  });

  it('is what kafkajs makes of it, to the byte', async () => {
    const property = fc.asyncProperty(request, async (given) => {
      const { buffer } = await original(given).encode();
      expect(encodeProduce(given, now).equals(buffer)).toBe(true);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
