import type { DisclosureEvent, Instant, Validation } from '#contracts';
import { anybody, type Principal } from '#service';
import { Ingest, LARGEST_EVENT, type AppendOutcome, type Entry, type Examined } from './ingest.js';
import { receive, type Received } from './received.js';

const now: Instant = '2026-01-01T00:00:00.000000Z';

function given(outcomes: readonly AppendOutcome[] = [], publishers: Readonly<Record<string, string>> = {}) {
  const asked: string[][] = [];
  const appended: Entry[] = [];
  const validated: Instant[] = [];
  const ingest = new Ingest({
    validate: (value, recorded): Validation => {
      validated.push(recorded);
      const { id } = value as { id: string };
      if (id.startsWith('bad')) return { kind: 'invalid', errors: [{ pointer: '/id', message: 'is bad' }] };
      return { kind: 'valid', event: { data: {}, ...(value as object) } as DisclosureEvent };
    },
    append: async (entries) => {
      appended.push(...entries);
      return outcomes;
    },
    clock: { next: () => now },
    publishersOf: (statements) => {
      asked.push(statements.map(({ statement }) => statement));
      return Promise.resolve(statements.map(({ statement }) => publishers[statement] ?? null));
    },
  });
  return { ingest, appended, validated, asked };
}

const event = (id: string, more = ''): Received => receive(Buffer.from(`{"id":"${id}","source":"/s"${more}}`));

describe('ingest', () => {
  it('answers for every event in order, and appends what is valid', async () => {
    const { ingest, appended } = given([
      { kind: 'appended', at: { partition: 1, offset: 7n } },
      { kind: 'failed' },
      { kind: 'too-large' },
    ]);
    const examined = [event('bad1'), event('a'), receive(Buffer.from('{')), event('b'), event('c')].map((one) =>
      ingest.examine(one, anybody),
    );
    const verdicts = await ingest.record(examined, () => undefined);
    expect(verdicts.map(({ status, event: { id } }) => [status, id])).toEqual([
      ['rejected', 'bad1'],
      ['recorded', 'a'],
      ['rejected', null],
      ['failed', 'b'],
      ['rejected', 'c'],
    ]);
    expect(appended.map(({ text }) => text)).toEqual(
      ['a', 'b', 'c'].map((id) => `{"recordedtime":"${now}","id":"${id}","source":"/s"}`),
    );
  });

  it('does not append where nothing is valid', async () => {
    const { ingest, appended } = given();
    await ingest.record([ingest.examine(event('bad'), anybody)], () => undefined);
    expect(appended).toEqual([]);
  });

  it('calls failed what the log says nothing of', async () => {
    const { ingest } = given([]);
    expect(await ingest.record([ingest.examine(event('a'), anybody)], () => undefined)).toMatchObject([
      { status: 'failed' },
    ]);
  });

  it.each([
    ['2026-01-01T00:05:00Z', 'accepted'],
    ['2026-01-01T00:05:00.000001Z', 'rejected'],
    ['2020-01-01T00:00:00Z', 'accepted'],
  ])('takes a recorded time of %s: %s', (recordedtime, kind) => {
    const { ingest, validated } = given();
    expect(ingest.examine(event('a', `,"recordedtime":"${recordedtime}"`), anybody).kind).toBe(kind);
    expect(validated[0]?.slice(0, 19)).toBe(recordedtime.slice(0, 19));
  });

  it('refuses what is larger than an event may be, and says which it was', () => {
    const { ingest } = given();
    const examined = ingest.examine(
      {
        kind: 'read',
        text: '',
        value: { id: 'large', source: '/s' },
        bytes: LARGEST_EVENT + 1,
      },
      anybody,
    );
    expect(examined).toMatchObject({ verdict: { event: { id: 'large' }, rejection: { code: 'too-large' } } });
  });

  it('echoes no name that an event could not have', () => {
    const { ingest } = given();
    expect(ingest.examine(event(`bad${'x'.repeat(1_000)}`), anybody)).toMatchObject({
      verdict: { event: { id: null, source: '/s' } },
    });
  });

  it('asks once whose statements are, and refuses those of others only', async () => {
    const { ingest, asked } = given([], { x: 'me', y: 'another' });
    const of = (id: string, type: string, statement: string): Examined => ({
      kind: 'accepted',
      entry: { event: { id, source: '/s', type, subject: 'i', data: { statement } } as DisclosureEvent, text: '' },
    });
    const retracted = 'disclosure.statement.retracted.v1';
    const examined = [
      ingest.examine(event('bad'), anybody),
      of('a', retracted, 'y'),
      of('b', retracted, 'x'),
      of('c', 'disclosure.statement.revised.v1', 'nobody-knows'),
      of('d', retracted, 'nobody-knows'),
    ];
    const me: Principal = { ...anybody, name: 'me', publishers: new Map([['me', null]]) };
    const judged = await ingest.judge(examined, me);
    expect(judged.map((one) => (one.kind === 'rejected' ? one.verdict.rejection.code : 'accepted'))).toEqual([
      'invalid-event',
      'forbidden',
      'accepted',
      'forbidden',
      'forbidden',
    ]);
    expect(asked).toEqual([['y', 'x', 'nobody-knows', 'nobody-knows']]);
  });

  it('knows whose a statement is that came through here and is not applied so far', async () => {
    const { ingest } = given();
    const of = (type: string, statement: string, publisher?: string): Examined => {
      const data = publisher === undefined ? { statement } : { statement, publisher: { id: publisher } };
      const event = {
        id: `${type} ${statement}`,
        source: '/s',
        type: `disclosure.statement.${type}.v1`,
        subject: 'i',
        data,
      };
      return { kind: 'accepted', entry: { event: event as DisclosureEvent, text: '' } };
    };
    const judged = async (examined: readonly Examined[], caller: Principal) =>
      (await ingest.judge(examined, caller)).map(({ kind }) => kind);
    const kinds = async (examined: readonly Examined[], caller: Principal) => {
      const found = await ingest.judge(examined, caller);
      await ingest.record(found, () => undefined);
      return found.map(({ kind }) => kind);
    };
    const me: Principal = { ...anybody, name: 'me', publishers: new Map([['me', null]]) };
    const other: Principal = { ...anybody, name: 'other', publishers: new Map([['other', null]]) };
    const mine = [of('published', 'x', 'me'), of('revised', 'x', 'me'), of('retracted', 'x')];
    expect(await kinds(mine, me)).toEqual(['accepted', 'accepted', 'accepted']);
    // To validate is to claim nothing.
    expect(await judged([of('published', 'y', 'me')], me)).toEqual(['accepted']);
    const theirs = [
      of('published', 'x', 'other'),
      of('revised', 'x', 'other'),
      of('corrected', 'x'),
      of('redacted', 'x'),
    ];
    expect(await kinds(theirs, other)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(await kinds([of('published', 'y', 'other'), of('corrected', 'y', 'me')], anybody)).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(await kinds([of('retracted', 'y')], other)).toEqual(['rejected']);
    expect(await kinds([of('retracted', 'y')], me)).toEqual(['accepted']);
  });
});
