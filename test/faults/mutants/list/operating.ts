import type { Mutant } from '../mutant.js';

export const operating: readonly Mutant[] = [
  {
    name: 'a-redrive-marks-and-does-not-send',
    inCi: true,
    promise: 'a dead letter that is noted as sent again is in the log',
    scenario: 'redriven',
    file: 'apps/query/src/ops/redrive.ts',
    find: 'const results = await this.append(waiting.map(({ one }) => one));',
    replace: `this.append;
      const results: AppendResult[] | RecordTooLarge = waiting.map((_, n) => ({ partition: 0, offset: BigInt(n + 1) }));`,
  },
  {
    name: 'a-parked-event-is-no-dead-letter',
    inCi: true,
    promise: 'an event answered `recorded` is applied, or a dead letter',
    scenario: 'dropped',
    file: 'libs/projection/src/apply-readings.ts',
    find: "batch.deadLetters.push(deadLetter(record, logged.at, 'apply-failed', failure, logged));",
    replace: 'batch.duplicates += 1;',
    also: [
      {
        file: 'libs/projection/src/apply-readings.ts',
        find: '      return apply(this.states, logged, this.rules);',
        replace: `      if (logged.event.id === 'unlucky') throw new Error('a bug');
      return apply(this.states, logged, this.rules);`,
      },
    ],
  },
  {
    name: 'nobody-watches-the-projector',
    promise: 'a consumer that stands still ends its process',
    scenario: 'loopsHang',
    file: 'libs/kafka/src/consumer/log-consumer.ts',
    find: '    this.watchdog.start();\n',
    replace: '',
  },
  {
    name: 'nobody-watches-the-notifier',
    promise: 'a notifier that stands still ends its process',
    scenario: 'loopsHang',
    file: 'apps/notifier/src/health/watchdog.ts',
    find: 'this.timer = setInterval(() => this.endIfStalled(), LOOK_MS).unref();',
    replace: 'this.timer = setInterval(() => this.stalled(), LOOK_MS).unref();',
  },
];
