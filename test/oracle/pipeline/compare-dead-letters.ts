import { differences, type Difference } from '../differences.js';
import { offsetOf } from '../event.js';
import type { Sifted } from '../log.js';
import { sortedBy } from '../order.js';
import type { TopicRecord } from './read-topic.js';

/** What could not be applied, in the partition that it came from. */
export function compareDeadLetters({ dead }: Sifted, records: readonly TopicRecord[]): Difference[] {
  const expected = sortedBy(dead, ({ logged }) => [logged.partition, logged.offset]).map(({ logged, reason }) => {
    return { offset: offsetOf(logged), reason };
  });
  const told = records.map(({ partition, headers }) => {
    return { offset: `${partition}@${headers['dlq-offset'] ?? ''}`, reason: headers['dlq-reason'] };
  });
  return differences(expected, told, 'disclosure.dead-letters.v1');
}
