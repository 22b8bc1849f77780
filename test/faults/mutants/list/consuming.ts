import type { Mutant } from '../mutant.js';

const consumer = 'libs/kafka/src/consumer/log-consumer.ts';

export const consuming: readonly Mutant[] = [
  {
    name: 'no-seek-after-elsewhere',
    inCi: true,
    promise: 'an event answered `recorded` is applied',
    scenario: 'commitAnswerLost',
    file: 'libs/kafka/src/consumer/handle-batch.ts',
    find: `        this.reading.seek(state.partition, step.next);
        this.fetchOn(state);`,
    replace: '        this.fetchOn(state);',
  },
  {
    name: 'a-failed-batch-is-passed-over',
    promise: 'an event answered `recorded` is applied',
    scenario: 'commitNotSent',
    file: 'libs/kafka/src/consumer/handle-batch.ts',
    find: `      this.tryLater(state, batch, error);
      return this.rest(state);`,
    replace: `      this.tryLater;
      state.movedTo(batch.lastOffset + 1n);
      return true;`,
    also: [
      {
        file: 'libs/persistence/src/projection-offset/projection-offset.ts',
        find: 'WHERE partition = $1 AND next = $2 AND NOT retired RETURNING partition',
        replace: 'WHERE partition = $1 AND next <= $2 AND NOT retired RETURNING partition',
      },
    ],
  },
  {
    name: 'before-the-end-of-the-log-for-at-it',
    promise: 'an event answered `recorded` is applied',
    scenario: 'everything',
    file: 'libs/kafka/src/consumer/outside-log.ts',
    find: 'if (next >= low && next <= high) return null;',
    replace: 'if (next >= low && next < high) return null;',
  },
  {
    name: 'the-log-is-not-known-again',
    promise: 'a log that was made anew is detected, and stops the partition',
    scenario: 'logMadeAnew',
    file: 'apps/projector/src/known-log.ts',
    find: 'if (record !== null && recordHash(record).equals(lastHash)) return',
    replace: 'if (record === null || recordHash(record).length === lastHash.length) return',
  },
  {
    name: 'a-dead-consumer-leaves-its-process-alive',
    inCi: true,
    promise: 'a consumer that died ends its process',
    scenario: 'consumerCrashes',
    file: consumer,
    find: 'if (!payload.restart) this.dead(payload.error);',
    replace: '',
  },
];
