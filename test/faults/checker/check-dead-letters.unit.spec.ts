import { checkDeadLetters, type DeadLetter } from './check-dead-letters.js';
import { Findings } from './findings.js';
import { placeOf } from './log-index.js';
import { aLog, anEvent } from './testing/a-log.js';

const log = aLog([anEvent('1'), { mark: 'm' }, anEvent('1', 'reused'), { mark: 'n' }]);
const reasons = new Map([
  ['m', { reason: 'undecodable' }],
  ['n', { reason: 'invalid' }],
]);
const letter = (offset: string, reason: string): DeadLetter => {
  const entry = log.entries.get(placeOf({ partition: 0, offset }));
  return { partition: 0, offset, reason, bytesHash: entry?.bytesHash ?? '' };
};
const [first, reused, last] = [letter('1', 'undecodable'), letter('2', 'id-reused'), letter('3', 'invalid')];
const all = [first, reused, last];

function found(table: readonly DeadLetter[], topic: readonly DeadLetter[], redacted = false): string[] {
  const findings = new Findings();
  checkDeadLetters({ table, topic }, log, reasons, () => redacted, findings);
  return findings.violations.map(({ detail }) => detail);
}

describe('dead letters, against the log', () => {
  it('are all that cannot be applied', () => {
    expect(found(all, all)).toEqual([]);
  });

  it.each<[string, DeadLetter[], DeadLetter[], string]>([
    ['one is missing in the table', [first, last], all, 'table lacks 0@2 (id-reused)'],
    ['one is missing in the topic', all, [first, reused], 'topic lacks 0@3 (invalid)'],
    ['one comes twice', all, [...all, last], 'topic has 0@3 twice'],
    ['they come in another order', all, [reused, first, last], 'topic has 0@1 after 0@2'],
    [
      'one has another reason',
      [first, letter('2', 'invalid'), last],
      all,
      'table has 0@2 as invalid, which is id-reused',
    ],
    [
      'one has other bytes',
      all,
      [{ ...first, bytesHash: 'x' }, reused, last],
      'topic has other bytes of 0@1 than the log',
    ],
    ['one is an event that counts', [letter('0', 'invalid'), ...all], all, 'table has 0@0 (invalid), which is a first'],
    [
      'one is not in the log',
      all,
      [...all, letter('9', 'invalid')],
      'topic has 0@9 (invalid), which is a record that the log has not',
    ],
  ])('are told of when %s', (_, table, topic, expected) => {
    expect(found(table, topic)).toContain(expected);
  });

  it('may lack what a redaction took out of an event, and of nothing else', () => {
    expect(found([first, { ...reused, bytesHash: 'x' }, last], all, true)).toEqual([]);
    expect(found([{ ...first, bytesHash: 'x' }, reused, last], all, true)).toHaveLength(1);
  });
});
