import { incidentCursor } from '../incidents/incidents-query.js';
import { FeedCursor } from '../feed/feed-cursor.js';

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

describe('a cursor', () => {
  const read = (text: string) => incidentCursor.parameter.read([text]);

  it('comes back as what it was written of', () => {
    const place = { at: '2021-11-26T13:00:00.000001Z', id: 'panasonic-2021' };
    const query = { limit: 5, cursor: null, q: 'a' };
    const cursor = read(incidentCursor.write(place, query)) ?? null;
    expect(incidentCursor.placeIn({ ...query, limit: 9, cursor })).toEqual(place);
    expect(() => incidentCursor.placeIn({ ...query, q: 'b', cursor })).toThrow('other filters');
  });

  it.each([
    ['no base64url', '%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['another shape', encoded({})],
    ['too few members', encoded(['x', ['2021-11-26T13:00:00.000001Z']])],
    ['too many members', encoded(['x', ['2021-11-26T13:00:00.000001Z', 'a', 1]])],
    ['an instant in another form', encoded(['x', ['2021-11-26T13:00:00Z', 'a']])],
    ['no id', encoded(['x', ['2021-11-26T13:00:00.000001Z', 'A\u0000']])],
    ['white space', Buffer.from('["x",["2021-11-26T13:00:00.000001Z", "a"]]').toString('base64url')],
    ['nothing', ''],
  ])('is refused as %s', (_, text) => {
    expect(read(text)).toBeUndefined();
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
