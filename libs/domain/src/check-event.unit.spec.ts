import { checkEvent, defaultVocabulary } from '#domain';

const publisher = { id: 'acme', kind: 'affected', name: 'Acme' };
const valid = {
  specversion: '1.0',
  id: 'e1',
  source: '/desk',
  type: 'disclosure.statement.published.v1',
  subject: 'incident',
  time: '2021-07-01T10:00:00Z',
  data: { statement: 's1', publisher, claims: [{ fact: 'exposure.people', stance: 'affirmed', value: 10 }] },
};
const withClaims = (...claims: object[]) => ({ ...valid, data: { ...valid.data, claims } });
const people = { fact: 'exposure.people', stance: 'affirmed', value: 10 };
const check = (event: unknown) => checkEvent(event, '2021-07-01T10:00:00.000000Z', defaultVocabulary);

it('a valid event passes, with extension attributes of its own', () => {
  expect(check({ ...valid, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }).kind).toBe(
    'valid',
  );
});

it.each<[string, unknown]>([
  ['', []],
  ['/type', { ...valid, type: 'disclosure.nothing.v1' }],
  ['/type', { ...valid, type: 7 }],
  ['/id', { ...valid, id: 'a\u0007b' }],
  ['/id', { ...valid, id: 'x'.repeat(201) }],
  ['/source', { ...valid, source: 'not a uri' }],
  ['/subject', { ...valid, subject: 'Has Capitals' }],
  ['/subject', { ...valid, subject: undefined }],
  ['/time', { ...valid, time: '2021-07-01' }],
  ['/time', { ...valid, time: '2021-07-01T10:00:00.1234567Z' }],
  ['/time', { ...valid, time: '2021-07-01T10:05:00.000001Z' }],
  ['/data/extra', { ...valid, data: { ...valid.data, extra: 1 } }],
  ['/data/publisher/kind', { ...valid, data: { ...valid.data, publisher: { ...publisher, kind: 'friend' } } }],
  ['/data/body', { ...valid, data: { ...valid.data, body: 'half a pair \ud800' } }],
  ['/data/title', { ...valid, data: { ...valid.data, title: 'nul \0' } }],
  ['/data/claims/0/fact', withClaims({ ...people, fact: 'exposure.pets' })],
  ['/data/claims/0/fact', withClaims({ ...people, fact: 'constructor' })],
  ['/data/claims/0/item', withClaims({ ...people, item: 'x' })],
  ['/data/claims/0/item', withClaims({ fact: 'exposure.data', stance: 'affirmed' })],
  ['/data/claims/0/value', withClaims({ fact: 'exposure.people', stance: 'affirmed' })],
  ['/data/claims/0/value', withClaims({ ...people, stance: 'undisclosed' })],
  ['/data/claims/0/value', withClaims({ fact: 'exposure.leaked', stance: 'denied', value: 'no' })],
  ['/data/claims/1/value', withClaims(people, { fact: 'timeline.began', stance: 'affirmed', value: '491' })],
  ['/data/claims/0/saidAt', withClaims({ ...people, saidAt: '2021-07-01T10:00:00.000001Z' })],
  ['/data/claims/0/speaker', withClaims({ ...people, speaker: 'nobody' })],
  ['/data/claims/0/speaker/kind', withClaims({ ...people, speaker: { ...publisher, kind: 'media' } })],
  ['/data/claims/1', withClaims(people, { ...people, value: 11 })],
  [
    '/data/claims/1',
    withClaims({ ...people, stance: 'denied' }, { ...people, stance: 'denied', value: { min: 10, max: 10 } }),
  ],
  ['/data/claims/1', withClaims(people, { ...people, stance: 'denied', value: { min: 10, max: 10 } })],
])('what is wrong at %s is said to be there', (pointer, event) => {
  const checked = check(event);
  if (checked.kind === 'valid') throw new Error('was held to be valid');
  expect(checked.errors.map((error) => error.pointer)).toEqual([pointer]);
});

it.each([
  [
    { ...people, stance: 'denied' },
    { ...people, stance: 'denied', value: 11 },
  ],
  [people, { ...people, speaker: { id: 'paper', kind: 'media', name: 'Paper' } }],
  [
    { ...people, speaker: { id: 'paper', kind: 'media', name: 'Paper' } },
    { fact: 'exposure.leaked', stance: 'affirmed', speaker: 'paper' },
  ],
])('claims that stand beside each other may', (...claims) => {
  expect(check(withClaims(...claims)).kind).toBe('valid');
});
