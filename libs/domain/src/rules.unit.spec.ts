import { began, described, given, leaked, party, people, published, retracted, revised } from './testing/story.js';

describe('positions', () => {
  it('given two statements of one speaker, its position is the one said last', () => {
    const told = given(published('10', 's1', 'acme', [people(10)]), published('11', 's2', 'acme', [people(20)]));
    expect(told.fact('exposure.people')).toMatchObject({ status: 'established', value: 20, statement: 's2' });
    expect(told.fact('exposure.people')?.positions).toHaveLength(1);
  });

  it('given a statement published late about an earlier day, the position said last stands', () => {
    const told = given(
      published('10', 's1', 'acme', [people(10)]),
      published('11', 's2', 'acme', [people(20, { saidAt: '2021-06-01T00:00:00Z' })]),
    );
    expect(told.fact('exposure.people')).toMatchObject({ value: 10, statement: 's1' });
  });

  it('on a tie, what is said first-hand beats what is relayed', () => {
    const relayed = people(10, { speaker: party('acme'), saidAt: '2021-07-01T10:00:00Z' });
    const told = given(published('10', 's1', 'acme', [people(20)]), published('11', 's2', 'paper', [relayed]));
    expect(told.fact('exposure.people')).toMatchObject({ value: 20, statement: 's1' });
  });

  it('a revision that is silent about a fact takes the claim back', () => {
    const told = given(published('10', 's1', 'acme', [people(10)]), revised('11', 's1', 'acme', []));
    expect(told.fact('exposure.people')).toMatchObject({ status: 'withdrawn', value: null, speaker: null });
    expect(told.lastOf('exposure.people')?.kind).toBe('fact.withdrawn');
  });

  it('ten newspapers that relay one speaker are one speaker', () => {
    const by = people(10, { speaker: party('acme') });
    const told = given(published('10', 's1', 'paper', [by]), published('11', 's2', 'weekly', [by]));
    expect(told.fact('exposure.people')?.positions).toHaveLength(1);
    expect(told.incident.speakerCount).toBe(1);
  });

  it('a speaker may deny several values, each a position of its own', () => {
    const told = given(
      published('10', 's1', 'acme', [
        began('2021-01-01', { stance: 'denied' }),
        began('2021-01-02', { stance: 'denied' }),
      ]),
    );
    expect(told.fact('timeline.began')?.positions).toHaveLength(2);
    expect(told.fact('timeline.began')).toMatchObject({ status: 'denied' });
  });

  it("of a speaker's denial and affirmation of the same value only the later stands", () => {
    const told = given(
      published('10', 's1', 'acme', [began('2021-01-01')]),
      published('11', 's2', 'acme', [began('2021-01-01', { stance: 'denied' })]),
    );
    expect(told.fact('timeline.began')).toMatchObject({ status: 'denied', value: '2021-01-01', statement: 's2' });
    expect(told.fact('timeline.began')?.positions).toHaveLength(1);
  });
});

describe('echoes', () => {
  const acme = { speaker: party('acme') } as const;

  it('given a company that corrected itself, an article that repeats its old figure reopens nothing', () => {
    const told = given(
      published('10', 's1', 'acme', [people(10)]),
      revised('11', 's1', 'acme', [people(20)]),
      published('12', 's2', 'paper', [people(10, acme)]),
    );
    expect(told.fact('exposure.people')).toMatchObject({ status: 'established', value: 20 });
    expect(told.last.map(({ kind }) => kind)).toEqual(['statement.published']);
  });

  it('a rounded figure is an echo too, a finer one is news', () => {
    const first = [
      published('10', 's1', 'acme', [began('2021-06-22')]),
      revised('11', 's1', 'acme', [began('2021-05')]),
    ];
    expect(
      given(...first, published('12', 's2', 'paper', [began('2021-06', acme)])).fact('timeline.began'),
    ).toMatchObject({ value: '2021-05' });
    expect(
      given(...first, published('12', 's2', 'paper', [began('2021-05-01', acme)])).fact('timeline.began'),
    ).toMatchObject({ value: '2021-05-01' });
  });

  it('what carries its own date is no echo', () => {
    const dated = people(10, { ...acme, saidAt: '2021-07-01T12:00:00Z' });
    const told = given(
      published('10', 's1', 'acme', [people(10)]),
      revised('11', 's1', 'acme', [people(20)]),
      published('12', 's2', 'paper', [dated]),
    );
    expect(told.fact('exposure.people')).toMatchObject({ value: 10, statement: 's2' });
  });

  it('another stance on the same value is no echo', () => {
    const told = given(
      published('10', 's1', 'acme', [leaked('undetermined')]),
      published('11', 's2', 'paper', [leaked('undisclosed', acme)]),
    );
    expect(told.fact('exposure.leaked')).toMatchObject({ status: 'undisclosed', statement: 's2' });
  });
});

describe('resolution', () => {
  it('ranks by the authority of the speaker, then affirmed over suspected, then first-hand, then the latest', () => {
    const value = (...events: object[]) => given(...events).fact('exposure.people')?.value;
    expect(value(published('10', 's1', 'regulator', [people(1)]), published('11', 's2', 'acme', [people(2)]))).toBe(1);
    expect(
      value(
        published('10', 's1', 'paper', [people(1)]),
        published('11', 's2', 'weekly', [people(2, { stance: 'suspected' })]),
      ),
    ).toBe(1);
    expect(
      value(
        published('10', 's1', 'paper', [people(1)]),
        published('11', 's2', 'acme', [people(2, { speaker: party('weekly') })]),
      ),
    ).toBe(1);
    expect(value(published('10', 's1', 'paper', [people(1)]), published('11', 's2', 'weekly', [people(2)]))).toBe(2);
  });

  it('a denial gives way to any value, and conflicts with that value only', () => {
    const told = (denied: number) =>
      given(
        published('10', 's1', 'regulator', [people(denied, { stance: 'denied' })]),
        published('11', 's2', 'gang', [people(5)]),
      );
    expect(told(5).fact('exposure.people')).toMatchObject({ status: 'contested', value: 5, speaker: 'gang' });
    expect(told(6).fact('exposure.people')).toMatchObject({ status: 'established', value: 5 });
  });

  it('values that overlap are no dispute, values apart are', () => {
    const told = (value: string) =>
      given(published('10', 's1', 'acme', [began('2021-06-22')]), published('11', 's2', 'paper', [began(value)])).fact(
        'timeline.began',
      )?.status;
    expect(told('2021-06')).toBe('established');
    expect(told('2021-06-22T08:00:00Z')).toBe('established');
    expect(told('2021-06-23')).toBe('contested');
  });

  it('what nobody can or will tell is undetermined before undisclosed', () => {
    const told = given(
      published('10', 's1', 'regulator', [leaked('undisclosed')]),
      published('11', 's2', 'paper', [leaked('undetermined')]),
    );
    expect(told.fact('exposure.leaked')).toMatchObject({ status: 'undetermined', speaker: 'paper', value: null });
  });
});

describe('statements', () => {
  it('a second publication of the same content confirms, and makes no revision', () => {
    const told = given(published('10', 's1', 'acme', [people(10)]), published('11', 's1', 'acme', [people(10)]));
    expect(told.incident.statements[0]?.revisions).toHaveLength(1);
    expect(told.last).toEqual([]);
  });

  it('a second publication of other content is an unlabelled revision', () => {
    const told = given(published('10', 's1', 'acme', [people(10)]), published('11', 's1', 'acme', [people(11)]));
    expect(told.incident.statements[0]?.revisions.map(({ kind }) => kind)).toEqual([null, 'unlabelled']);
    expect(told.last[0]).toMatchObject({ kind: 'statement.revised', revision: 2, revisionKind: 'unlabelled' });
  });

  it('a retraction withdraws it; a publication after that puts it back', () => {
    const first = [published('10', 's1', 'acme', [people(10)]), retracted('11', 's1')];
    expect(given(...first).fact('exposure.people')?.status).toBe('withdrawn');
    expect(given(...first).incident.statementCount).toBe(0);
    const back = given(...first, published('12', 's1', 'acme', [people(10)]));
    expect(back.fact('exposure.people')).toMatchObject({ status: 'established', revision: 2 });
    expect(back.last.map(({ kind }) => kind)).toEqual(['statement.revised', 'fact.asserted']);
  });

  it('a late revision shifts the numbers of those after it', () => {
    const told = given(
      published('10', 's1', 'acme', [people(10)]),
      revised('12', 's1', 'acme', [people(12)]),
      revised('11', 's1', 'acme', [people(11)]),
    );
    expect(told.last[0]).toMatchObject({ kind: 'statement.revised', revision: 2, cause: { late: true, revision: 2 } });
    expect(told.lastOf('exposure.people')).toMatchObject({
      kind: 'fact.restated',
      before: { revision: 2 },
      after: { revision: 3 },
    });
  });

  it('a revision says which claims it dropped, and whether its words differ', () => {
    const told = given(
      published('10', 's1', 'acme', [people(10), leaked('denied')], { body: 'a' }),
      revised('11', 's1', 'acme', [people(10)], { body: 'b' }),
    );
    expect(told.last[0]).toMatchObject({
      kind: 'statement.revised',
      bodyChanged: true,
      claimsDropped: [{ fact: 'exposure.leaked', speaker: 'acme' }],
    });
  });

  it('a retraction of nothing is told all the same', () => {
    expect(given(retracted('10', 's1')).changes.map(({ kind }) => kind)).toEqual([
      'incident.opened',
      'statement.retracted',
    ]);
  });
});

describe('changes', () => {
  it('tell a dispute that begins and one that ends', () => {
    const first = [published('10', 's1', 'acme', [people(10)]), published('11', 's2', 'paper', [people(20)])];
    expect(given(...first).lastOf('exposure.people')?.kind).toBe('fact.contested');
    expect(given(...first, retracted('12', 's2')).lastOf('exposure.people')?.kind).toBe('fact.settled');
  });

  it('tell a flag that turns from yes to no', () => {
    const told = given(
      published('10', 's1', 'acme', [leaked('affirmed')]),
      revised('11', 's1', 'acme', [leaked('denied')]),
    );
    expect(told.lastOf('exposure.leaked')).toMatchObject({ kind: 'fact.changed', after: { status: 'denied' } });
  });

  it('tell what nobody can answer, and its answer', () => {
    const asked = published('10', 's1', 'acme', [people(undefined, { stance: 'undisclosed' })]);
    expect(given(asked).lastOf('exposure.people')?.kind).toBe('fact.raised');
    expect(given(asked, revised('11', 's1', 'acme', [people(3)])).lastOf('exposure.people')?.kind).toBe(
      'fact.asserted',
    );
    expect(given(asked, revised('11', 's1', 'acme', [])).lastOf('exposure.people')).toMatchObject({
      kind: 'fact.withdrawn',
      after: null,
    });
  });

  it('tell a value that moved from one fact to another', () => {
    const told = given(
      published('10', 's1', 'acme', [began('2021-11-11')]),
      revised('11', 's1', 'acme', [
        began('2021-06-22'),
        { fact: 'timeline.detected', stance: 'affirmed', value: '2021-11-11' },
      ]),
    );
    expect(told.lastOf('timeline.detected')?.relabelledFrom).toBe('timeline.began');
    expect(told.lastOf('timeline.began')?.relabelledFrom).toBeNull();
  });

  it('are of the incident first, then statements, then facts by key', () => {
    const told = given(published('10', 's1', 'acme', [people(1), began('2021')]));
    expect(told.changes.map((change) => ('fact' in change ? change.fact : change.kind))).toEqual([
      'incident.opened',
      'statement.published',
      'exposure.people',
      'timeline.began',
    ]);
  });
});

describe('descriptions', () => {
  it('each field given replaces the one before, in the order of recording', () => {
    const told = given(
      described('10', { title: 'A', sectors: ['retail'] }),
      described('12', { title: 'C' }),
      described('11', { title: 'B', summary: 's' }),
    );
    expect(told.incident).toMatchObject({ title: 'C', summary: 's', sectors: ['retail'] });
  });
});
