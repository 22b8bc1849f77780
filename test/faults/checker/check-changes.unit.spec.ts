import { ChangesCheck, type ChangeSeen } from './check-changes.js';
import { Findings } from './findings.js';

const change = (sequence: bigint, cause = `0@${sequence}`): ChangeSeen => {
  return { partition: 0, sequence, incident: 'acme', kind: 'fact.changed', cause, text: `{"n":"${sequence}"}` };
};
const table = [change(1n), change(2n), change(3n)];

async function found(topic: readonly ChangeSeen[], rows = table, redacted = false): Promise<string[]> {
  const findings = new Findings();
  const read = async (_: number, from: bigint, to: bigint) =>
    rows.filter(({ sequence }) => sequence >= from && sequence <= to);
  const checking = new ChangesCheck(read, () => redacted, findings);
  // Batches of two, as a consumer may get them.
  for (let i = 0; i < topic.length; i += 2) await checking.add(0, topic.slice(i, i + 2));
  checking.end(new Map([[0, 3n]]));
  return findings.violations.map(({ promise, detail }) => `${promise}: ${detail}`);
}

describe('the topic of changes, against its table', () => {
  it('has 1, 2, 3 as the table has them', async () => {
    expect(await found(table)).toEqual([]);
  });

  it.each<[string, ChangeSeen[], ChangeSeen[], RegExp]>([
    ['has a gap', [change(1n), change(3n)], table, /changes: partition 0: sequence 3 +after 1/],
    ['repeats a sequence', [...table, change(3n)], table, /changes: partition 0: sequence 3 again after 3/],
    ['goes back', [change(2n), change(1n), change(3n)], table, /sequence 1 again after 2/],
    ['does not start with 1', [change(2n), change(3n)], table, /sequence 2 +after 0/],
    ['ends before the table', [change(1n), change(2n)], table, /the topic ends with 2, the table with 3/],
    ['says something else', [change(1n), { ...change(2n), text: '{}' }, change(3n)], table, /0\/2 .* differs/],
    [
      'has another kind',
      [change(1n), { ...change(2n), kind: 'fact.raised' }, change(3n)],
      table,
      /0\/2 \(acme fact.raised\)/,
    ],
    ['has what the table lacks', table, [change(1n), change(3n)], /0\/2 .* not in the table/],
    [
      'tells of an earlier event after a later one',
      [change(1n), change(2n, '0@7'), change(3n, '0@6')],
      [change(1n), change(2n, '0@7'), change(3n, '0@6')],
      /order: acme: sequence 0\/3 is of 0@6, after one of 0@7/,
    ],
  ])('is seen when it %s', async (_, topic, rows, expected) => {
    expect(await found(topic, rows)).toContainEqual(expect.stringMatching(expected));
  });

  it('may say what a redaction took out of the table since', async () => {
    expect(await found([change(1n), { ...change(2n), text: '{}' }, change(3n)], table, true)).toEqual([]);
  });
});
