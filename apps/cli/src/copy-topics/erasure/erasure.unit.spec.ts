import { defaultVocabulary } from '#domain';
import { Erasure, type Known } from './erasure.js';
import { Texts } from './texts.js';

const early = '2024-01-01T00:00:00.000000Z';
const redactedAt = '2024-01-02T00:00:00.000000Z';
const late = '2024-01-03T00:00:00.000000Z';
const body = 'Über „everything” / and more';
const known: Known = {
  redactions: new Map([['one/s', [{ parts: new Set(['body', 'quotes']), recorded: redactedAt }]]]),
  recorded: new Map([['one\n/desk\nfirst', early]]),
  vocabulary: defaultVocabulary,
};
const claims = [{ fact: 'exposure.people', stance: 'affirmed', value: 1, quote: 'one it is' }];
const data = { statement: 's', publisher: { id: 'acme', kind: 'affected', name: 'Acme' }, body, claims };

function event(id: string, content: object = {}, subject = 'one'): string {
  const type = 'disclosure.statement.published.v1';
  const time = '2024-01-01T00:00:00Z';
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: '/desk',
    type,
    subject,
    time,
    data: { ...data, ...content },
  });
}
const record = (value: string, headers: Record<string, Buffer> = {}) => ({
  key: Buffer.from('one'),
  value: Buffer.from(value),
  headers,
});

describe('the erasure of what redactions reach', () => {
  const erasure = new Erasure(known, new Texts([body, 'one it is']));
  const left = (value: string, stamp: string, fate: 'applied' | 'died') =>
    String(erasure.of(record(value), stamp, fate).record.value);

  it('takes the parts from what was recorded before, and touches nothing that came after', () => {
    expect(JSON.parse(left(event('a'), early, 'applied'))).toMatchObject({ data: { statement: 's' } });
    expect(left(event('a'), early, 'applied')).not.toMatch(/everything|one it is/);
    const after = record(event('a'));
    expect(erasure.of(after, late, 'applied')).toEqual({ record: after, reached: false, unclear: false });
    const other = record(event('a', {}, 'two'));
    expect(erasure.of(other, early, 'applied').record).toBe(other);
  });

  it('takes them from a copy of an event that was recorded before, whenever it came', () => {
    expect(left(event('first'), late, 'applied')).not.toMatch(/everything|one it is/);
  });

  it('takes them from what is no valid event, and masks what is left of the texts', () => {
    const value = left(event('a', { colour: body }), early, 'died');
    expect(JSON.parse(value)).toMatchObject({ data: { colour: '[redacted]', claims: [{ fact: 'exposure.people' }] } });
    expect(value).not.toMatch(/everything|one it is/);
  });

  it('masks texts in whatever way JSON writes them, and in headers', () => {
    const ascii = body.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    for (const way of [body, ascii, ascii.replace('/', '\\/')]) {
      expect(left(`{"no JSON": "${way}"`, late, 'died')).toBe('{"no JSON": "[redacted]"');
    }
    const { record: masked } = erasure.of(record('{', { 'x-body': Buffer.from(body) }), late, 'died');
    expect(masked.headers).toEqual({ 'x-body': Buffer.from('[redacted]') });
  });

  it('makes no event of what was none', () => {
    expect(left(event('a', { body: 5 }), early, 'died')).toBe('erased');
  });

  it('says what it cannot judge, and empties it when it is told to', () => {
    const half = record(event('a').slice(0, 150));
    expect(erasure.of(half, early, 'died')).toMatchObject({ unclear: true, reached: false, record: half });
    const other = { ...record('{"subject":"two"'), key: null };
    expect(erasure.of(other, early, 'died').unclear).toBe(false);
    const strict = new Erasure(known, new Texts([]), true);
    expect(String(strict.of(half, early, 'died').record.value)).toBe('erased');
  });
});
