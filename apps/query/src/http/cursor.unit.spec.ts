import { incidentCursor } from '../incidents/incidents-query.js';
import { FeedCursor } from '../feed/feed-cursor.js';

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

describe('a cursor', () => {
  it('comes back as what it was written of', () => {
    const place = { recordedAt: '2021-11-26T13:00:00.000001Z', id: 'panasonic-2021' };
    expect(incidentCursor.parse(incidentCursor.write(place))).toEqual(place);
  });

  it.each([
    ['no base64url', '%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['another shape', encoded({})],
    ['too few members', encoded(['2021-11-26T13:00:00.000001Z'])],
    ['too many members', encoded(['2021-11-26T13:00:00.000001Z', 'a', 1])],
    ['an instant in another form', encoded(['2021-11-26T13:00:00Z', 'a'])],
    ['no id', encoded(['2021-11-26T13:00:00.000001Z', 'A\u0000'])],
    ['white space', Buffer.from('["2021-11-26T13:00:00.000001Z", "a"]').toString('base64url')],
    ['nothing', ''],
  ])('is refused as %s', (_, text) => {
    expect(incidentCursor.parse(text)).toBeUndefined();
  });
});

describe("the feed's cursor", () => {
  const cursor = new FeedCursor(3);

  it('names a sequence of each partition, and whose turn it is', () => {
    const place = { turn: 2, sequences: [0, 17, Number.MAX_SAFE_INTEGER] };
    expect(cursor.parse(cursor.write(place))).toEqual(place);
  });

  it.each([
    ['of another number of partitions', [0, 1, 2]],
    ['with a turn that is no partition', [3, 0, 0, 0]],
    ['with a negative sequence', [0, -1, 0, 0]],
    ['with a fraction', [0, 0.5, 0, 0]],
    ['with a number too large', [0, 2 ** 53, 0, 0]],
    ['with text', [0, '0', 0, 0]],
    ['with nothing', []],
  ])('is refused %s', (_, json) => {
    expect(cursor.parse(encoded(json))).toBeUndefined();
  });
});
