import type { HistoryLine } from '../clients/history.js';
import { checkHistory } from './check-history.js';
import { Findings } from './findings.js';
import type { LogIndex } from './log-index.js';
import { aLog, anEvent, answered, recorded, rejected, sent, sentEvent } from './testing/a-log.js';

const [one, two, other] = [anEvent('1'), anEvent('2'), anEvent('1', 'another')];
const invalid = sentEvent(anEvent('invalid'), false);

async function found(lines: readonly HistoryLine[], log: LogIndex): Promise<string[]> {
  const findings = new Findings();
  await checkHistory(lines, log, findings);
  return findings.violations.map(({ promise, detail }) => `${promise}: ${detail}`);
}

describe('what clients were told, against the log', () => {
  it('is right where all that was acknowledged is there', async () => {
    const lines = [
      sent(1, sentEvent(one), invalid, sentEvent(two)),
      answered(1, 207, recorded('0@0'), rejected, recorded('0@1')),
      sent(2, sentEvent(one)),
      { kind: 'unknown', request: 2, at: 0, reason: 'timeout' } as const,
      { kind: 'poison', request: 3, at: 0, mark: 'm', partition: 0, reason: 'undecodable' } as const,
      { kind: 'appended', request: 3, at: 0, offset: '0@3' } as const,
    ];
    expect(await found(lines, aLog([one, two, one, { mark: 'm' }]))).toEqual([]);
    const summed = {
      kind: 'answered',
      request: 1,
      at: 0,
      status: 200,
      results: [recorded(null), recorded(null)],
      offsets: ['0@1'],
    } as const;
    expect(await found([sent(1, sentEvent(one), sentEvent(two)), summed], aLog([one, two]))).toEqual([]);
  });

  it.each<[string, HistoryLine[], LogIndex, RegExp]>([
    [
      'is recorded where the log ends before',
      [sent(1, sentEvent(one)), answered(1, 201, recorded('0@1'))],
      aLog([one]),
      /recorded: .* at 0@1, where the log has nothing/,
    ],
    [
      'is recorded where something else is',
      [sent(1, sentEvent(one), sentEvent(two)), answered(1, 201, recorded('0@1'), recorded('0@1'))],
      aLog([one, two]),
      /recorded: .* 1 was recorded at 0@1, where the log has/,
    ],
    [
      'is recorded with other content',
      [sent(1, sentEvent(one), sentEvent(other)), answered(1, 201, recorded('0@0'), recorded('0@0'))],
      aLog([one]),
      /recorded: .* event 1 .* at 0@0/,
    ],
    [
      'is summed up and not there',
      [
        sent(1, sentEvent(one), sentEvent(two)),
        {
          kind: 'answered',
          request: 1,
          at: 0,
          status: 200,
          results: [recorded(null), recorded(null)],
          offsets: ['0@0'],
        },
      ],
      aLog([one]),
      /recorded: .* 2 was recorded up to 0@0, and is in the log at no place/,
    ],
    [
      'is summed up and stands after the last offset told',
      [
        sent(1, sentEvent(one), sentEvent(two)),
        {
          kind: 'answered',
          request: 1,
          at: 0,
          status: 200,
          results: [recorded(null), recorded(null)],
          offsets: ['0@0'],
        },
      ],
      aLog([one, two]),
      /recorded: .* 2 was recorded up to 0@0, and is in the log at 0@1/,
    ],
    [
      'is created in part',
      [sent(1, sentEvent(one), invalid), answered(1, 201, recorded('0@0'), rejected)],
      aLog([one]),
      /answers: request 1 .*: 201 with recorded,rejected/,
    ],
    [
      'is created with too few results',
      [sent(1, sentEvent(one), sentEvent(one)), answered(1, 201, recorded('0@0'))],
      aLog([one]),
      /answers: .* 201 with 1 results/,
    ],
    [
      'is valid and refused',
      [sent(1, sentEvent(one)), answered(1, 422, rejected)],
      aLog([]),
      /answers: .* was rejected/,
    ],
    [
      'is not valid and recorded',
      [sent(1, invalid), answered(1, 201, recorded('0@0'))],
      aLog([one]),
      /answers: .* was recorded/,
    ],
    [
      'is refused and in the log',
      [sent(1, invalid), answered(1, 422, rejected)],
      aLog([anEvent('invalid')]),
      /refused: 0@0 holds .*invalid/,
    ],
    ['nobody sent', [], aLog([one]), /origin: 0@0 holds .* nobody sent/],
    ['nobody sent, as poison', [], aLog([{ mark: 'm' }]), /origin: 0@0 holds poison m, which nobody sent/],
    [
      'is poison that was acknowledged and is not there',
      [
        { kind: 'poison', request: 1, at: 0, mark: 'm', partition: 0, reason: 'undecodable' },
        { kind: 'appended', request: 1, at: 0, offset: '0@0' },
      ],
      aLog([]),
      /recorded: poison m was acknowledged at 0@0/,
    ],
  ])('is not, of what %s', async (_, lines, log, expected) => {
    expect(await found(lines, log)).toContainEqual(expect.stringMatching(expected));
  });
});
