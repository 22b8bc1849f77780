import { changesOf } from './changes.js';
import { disputesOf } from './disputes.js';
import type { Claim, Event, Logged } from './event.js';
import { historyOf } from './history.js';
import { foldIncident } from './incident.js';
import { instant } from './instant.js';
import { sift } from './log.js';
import { statementViews } from './views.js';

const acme = { id: 'acme', kind: 'affected', name: 'Acme' };
const paper = { id: 'paper', kind: 'media', name: 'A newspaper' };
const day = (n: number) => instant(`2024-01-${String(n).padStart(2, '0')}T00:00:00Z`);
const people = (value: number, more: Partial<Claim> = {}): Claim => ({
  fact: 'exposure.people',
  stance: 'affirmed',
  value,
  ...more,
});

/** The event of a day, recorded on that day too unless said otherwise. Its id is the day's number. */
function event(
  n: number,
  name: string,
  data: object,
  { subject = 'one', recorded = n, offset = n, id = String(n) } = {},
) {
  const type = `disclosure.${name}.v1`;
  const told = { specversion: '1.0', source: '/desk', id, type, subject, time: day(n), data } as unknown as Event;
  return { event: told, recorded: day(recorded), partition: 0, offset: BigInt(offset) } satisfies Logged;
}
const published = (n: number, statement: string, claims: Claim[], publisher = acme, where = {}) =>
  event(n, 'statement.published', { statement, publisher, claims }, where);
const corrects = (n: number) => ({ source: '/desk', id: String(n) });
const kinds = (log: Logged[]) =>
  changesOf(log).map(({ change: { incident, kind, cause } }) => [cause.id, incident, kind].join(' '));
const headOf = (log: Logged[], options = {}) => foldIncident('one', log, options).facts[0]?.head;

describe('the oracle, by rule', () => {
  it('1: a time cut to milliseconds is a copy, another content is none', () => {
    const first = published(1, 's', [people(1)]);
    const cut = { ...first, event: { ...first.event, time: '2024-01-01T00:00:00.0009Z' }, offset: 2n };
    const other = published(1, 's', [people(2)], acme, { offset: 3 });
    expect(sift([first, cut, other])).toEqual({
      events: [first],
      copies: [cut],
      dead: [{ logged: other, reason: 'id-reused' }],
    });
  });

  it('3: a redaction takes out what was recorded up to then, whatever knownAt says, and makes a confirmation', () => {
    const log = [
      published(1, 's', [people(1), { fact: 'exposure.leaked', stance: 'denied' }]),
      published(2, 's', [people(1)]),
      event(3, 'statement.redacted', { statement: 's', parts: ['exposure.leaked'] }),
    ];
    for (const options of [{}, { knownAt: day(2) }]) {
      expect(foldIncident('one', log, options).facts.map(({ fact }) => fact)).toEqual(['exposure.people']);
      expect(statementViews('one', log, options)[0]?.revisionCount).toBe(1);
    }
  });

  it('3: a void of a correction brings back the one before it', () => {
    const correction = (n: number, value: number) =>
      event(n, 'statement.corrected', {
        statement: 's',
        corrects: corrects(1),
        content: { publisher: acme, claims: [people(value)] },
      });
    const log = [published(1, 's', [people(1)]), correction(2, 2), correction(3, 3)];
    expect(headOf(log)?.value).toBe(3);
    const voided = [...log, event(4, 'statement.corrected', { statement: 's', corrects: corrects(3), void: true })];
    expect(headOf(voided)?.value).toBe(2);
    expect(headOf(voided, { knownAt: day(1) })?.value).toBe(1);
  });

  it('4: a merge that would close a cycle has no effect, and a statement goes where its incident went', () => {
    const log = [
      published(1, 's', [people(1)]),
      event(2, 'incident.merged', { into: 'two' }),
      event(3, 'incident.merged', { into: 'one' }, { subject: 'two' }),
    ];
    expect(foldIncident('two', log)).toMatchObject({ absorbed: ['one'], mergedInto: null, statementCount: 1 });
    expect(foldIncident('two', log).facts[0]?.head.statement).toBe('one/s');
    expect(kinds(log).filter((kind) => kind.startsWith('3 '))).toEqual([]);
  });

  it('5: an article that rounds an old figure reopens nothing', () => {
    const log = [
      published(1, 's', [people(12_000)]),
      published(2, 't', [people(15_000)]),
      published(3, 'u', [{ ...people(0), value: { min: 10_000 }, speaker: acme }], paper),
    ];
    expect(headOf(log)).toMatchObject({ value: 15_000, status: 'established', statement: 't' });
    expect(statementViews('one', log)[2]?.latest?.claims).toMatchObject([{ echo: true, saidAt: day(1) }]);
  });

  it('5: of a denial and an affirmation of the same value the later stands, and each denied value by itself', () => {
    const denial = { fact: 'exposure.people', stance: 'denied' };
    const log = [
      published(1, 's', [people(5)]),
      published(2, 't', [
        { ...denial, value: { min: 5, max: 5 } },
        { ...denial, value: 9 },
      ]),
    ];
    expect(foldIncident('one', log).facts[0]?.positions.map(({ value }) => value)).toEqual([9, { min: 5, max: 5 }]);
    expect(headOf(log)?.status).toBe('denied');
  });

  it('7: a ruling settles what was recorded before it, and no more', () => {
    const log = [
      published(1, 's', [people(1)]),
      published(2, 't', [people(2)], paper),
      event(3, 'fact.ruled', { fact: 'exposure.people', prefer: { speaker: 'paper' }, reason: 'seen the list' }),
    ];
    expect(headOf(log)).toMatchObject({ value: 2, status: 'established', ruling: { id: '3' } });
    expect(headOf([...log, published(4, 'u', [people(3)])])).toMatchObject({ value: 2, status: 'contested' });
  });

  it('8: spans touch, and differ where they do', () => {
    const log = [
      published(1, 's', [people(1)]),
      event(2, 'statement.retracted', { statement: 's' }),
      published(3, 's', [people(1)]),
    ];
    expect(historyOf('one', log)[0]?.spans.map(({ from, to, status }) => [from, to, status])).toEqual([
      [day(1), day(2), 'established'],
      [day(2), day(3), 'withdrawn'],
      [day(3), null, 'established'],
    ]);
  });

  it('disputes end with a concession, with a retraction, or with a ruling at the time of its record', () => {
    const start = [published(1, 's', [people(100)]), published(2, 't', [people(240)], paper)];
    const conceded = [...start, published(5, 's', [people(240)])];
    expect(disputesOf('one', conceded)).toMatchObject([
      {
        from: day(2),
        to: day(5),
        gap: 1.4,
        ended: { how: 'concession', cause: { id: '5', revision: 2, speaker: 'acme' } },
      },
    ]);
    const retracted = [...start, event(6, 'statement.retracted', { statement: 't' })];
    expect(disputesOf('one', retracted)).toMatchObject([{ to: day(6), ended: { how: 'retraction' } }]);
    const prefer = { speaker: 'paper' };
    const ruled = [...start, event(9, 'fact.ruled', { fact: 'exposure.people', prefer, reason: 'seen the list' })];
    expect(disputesOf('one', ruled)).toMatchObject([
      { from: day(2), to: day(9), ended: { how: 'ruling', cause: { id: '9', speaker: null } } },
    ]);
    expect(disputesOf('one', start)).toMatchObject([
      { to: null, ended: null, sides: [{ value: 100 }, { value: 240 }] },
    ]);
  });

  it('a late event is told as late, and shifts the numbers after it', () => {
    const log = [published(2, 's', [people(2)]), published(1, 's', [people(1)], acme, { offset: 3 })];
    const told = changesOf(log).filter(({ change }) => change.cause.id === '1');
    expect(told.map(({ change }) => [change.kind, change.cause.late, change.cause.revision])).toEqual([
      ['statement.revised', true, 1],
      ['fact.restated', true, 1],
    ]);
  });

  it('an unmerge tells the facts from nothing', () => {
    const log = [
      published(1, 's', [people(1)]),
      event(2, 'incident.merged', { into: 'two' }),
      event(3, 'incident.unmerged', {}),
    ];
    expect(kinds(log)).toEqual([
      '1 one incident.opened',
      '1 one statement.published',
      '1 one fact.asserted',
      '2 one incident.merged',
      '2 two incident.opened',
      '2 two incident.merged',
      '2 two fact.asserted',
      '3 one incident.unmerged',
      '3 one fact.asserted',
      '3 two incident.unmerged',
      '3 two fact.withdrawn',
    ]);
  });
});
