import type { Mutant } from '../mutant.js';

const appender = 'libs/kafka/src/appender/appender.ts';

export const appending: readonly Mutant[] = [
  {
    name: 'idempotent-concurrent-sends',
    inCi: true,
    promise: 'an event answered `recorded` is in the log',
    scenario: 'produceAnswersLost',
    file: appender,
    find: `    const request = new AppendRequest(records.length, limit);
    for (const { lane, record, index, bytes } of sized) lane.push({ request, record, index, bytes });
    this.sending ??= this.sendAll();
    return request.done;`,
    replace: `    const producer = await (this.producer ??= this.connect());
    const messages = sized.map(({ record, lane }) => ({ ...record, partition: lane.partition }));
    const answer = await producer.send({ acks: -1, topic: this.options.topic, messages });
    const next = new Map(answer.map((each) => [each.partition, BigInt(each.baseOffset)]));
    return sized.map(({ lane: { partition } }) => {
      const offset = next.get(partition) ?? 0n;
      next.set(partition, offset + 1n);
      return { partition, offset };
    });`,
    also: [
      {
        file: appender,
        find: `idempotent: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 0 },`,
        replace: 'idempotent: true, createPartitioner: kafkajs.Partitioners.DefaultPartitioner,',
      },
    ],
  },
  {
    name: 'producer-reused-after-an-error',
    promise: 'an event answered `recorded` is in the log',
    scenario: 'produceAnswersLost',
    file: appender,
    find: `      this.producer = undefined;
      void connected.then((producer) => producer.disconnect()).catch(() => undefined);
      return false;`,
    replace: '      return false;',
    also: [
      { file: appender, find: 'idempotent: false,', replace: 'idempotent: true,' },
      { file: appender, find: 'retry: { retries: 0 },', replace: 'retry: { retries: 1, initialRetryTime: 5 },' },
    ],
  },
  {
    name: 'answered-without-awaiting-the-acknowledgement',
    promise: 'an event answered `recorded` is in the log',
    scenario: 'logUnreachable',
    file: appender,
    find: `for (const { lane, record, index, bytes } of sized) lane.push({ request, record, index, bytes });
    this.sending ??= this.sendAll();
    return request.done;`,
    replace: `for (const { lane, record, index, bytes } of sized) lane.push({ request, record, index, bytes });
    this.sending ??= this.sendAll();
    void request.done.catch(() => undefined);
    return sized.map(({ lane: { partition } }, index) => ({ partition, offset: BigInt(index) }));`,
  },
  {
    name: 'answered-recorded-on-an-error',
    promise: 'an event answered `recorded` is in the log',
    scenario: 'logUnreachable',
    file: 'apps/ingest/src/log/event-log.ts',
    find: 'if (error instanceof AppendTimeout || error instanceof AppenderFull || error instanceof AppenderClosed) break;',
    replace: `if (error instanceof AppendTimeout || error instanceof AppenderFull || error instanceof AppenderClosed)
          return waiting.map(() => ({ kind: 'appended' as const, at: { partition: 0, offset: 0n } }));`,
  },
  {
    name: 'acknowledged-by-a-failed-call',
    promise: 'an event answered `recorded` is in the log',
    scenario: 'produceAnswersLost',
    file: 'libs/kafka/src/appender/send-call.ts',
    find: "await within(producer.send({ acks: -1, timeout: timeoutMs, topic, messages }), timeoutMs, 'Appending');",
    replace: `await within(producer.send({ acks: -1, timeout: timeoutMs, topic, messages }), timeoutMs, 'Appending').catch(() =>
    parts.map(({ lane }) => ({ topicName: topic, partition: lane.partition, errorCode: 0, baseOffset: '0' })),
  );`,
  },
  {
    name: 'what-is-not-valid-is-recorded',
    promise: 'an event that was refused is not in the log',
    scenario: 'everything',
    file: 'apps/ingest/src/core/ingest.ts',
    find: "const entries = examined.flatMap((one) => (one.kind === 'accepted' ? [one.entry] : []));",
    replace: `const entries = examined.flatMap((one) => (one.kind === 'accepted' ? [one.entry] : []));
    if (entries.length < examined.length)
      entries.push({ event: entries[0]?.event as never, text: JSON.stringify(examined.at(-1)) });`,
  },
];
