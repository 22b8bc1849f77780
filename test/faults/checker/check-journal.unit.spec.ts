import { checkJournal, type JournalRow } from './check-journal.js';
import { Findings } from './findings.js';
import { aLog, anEvent, subject } from './testing/a-log.js';

const log = aLog([anEvent('1'), anEvent('2'), anEvent('1'), { mark: 'm' }, anEvent('2', 'reused')]);
const row = (id: string, place: string): JournalRow => ({ partition: 0, place, subject, source: '/desk', id });

async function found(rows: readonly JournalRow[]): Promise<string[]> {
  const findings = new Findings();
  await checkJournal(rows, log, findings);
  return findings.violations.map(({ promise, detail }) => `${promise}: ${detail}`);
}

describe('the journal, against the log', () => {
  it('has the first of each key', async () => {
    expect(await found([row('1', '0'), row('2', '1')])).toEqual([]);
  });

  it.each<[string, JournalRow[], RegExp]>([
    ['lacks an event', [row('1', '0')], /applied: 0@1 .* is not applied/],
    ['has an event twice', [row('1', '0'), row('2', '1'), row('1', '2')], /applied: .* is applied twice/],
    ['has the copy for the first', [row('2', '1'), row('1', '2')], /applied: .* from 0@2, which is a copy/],
    [
      'has what is poison',
      [row('1', '0'), row('2', '1'), row('3', '3')],
      /applied: .* from 0@3, where the log has no event/,
    ],
    ['has a key that was used again', [row('1', '0'), row('2', '4')], /applied: .* from 0@4, which is a id-reused/],
    ['has what the log has not', [row('1', '0'), row('2', '1'), row('9', '9')], /applied: .* from 0@9/],
  ])('is seen when it %s', async (_, rows, expected) => {
    expect(await found(rows)).toContainEqual(expect.stringMatching(expected));
  });
});
