import fc from 'fast-check';
import { diffWords } from './word-diff.js';

const body = (text: string | null, language: string | null = 'en') => ({ text, language });
const diff = (from: string, to: string, language?: string) =>
  diffWords(body(from, language), body(to, language)).map(({ op, text }) => `${op} ${text}`);

describe('the words of two bodies', () => {
  it('are told apart, numbers and white space whole', () => {
    expect(diff('About 12,000 people.', 'About 43,000 people.')).toEqual([
      'equal About ',
      'removed 12,000',
      'added 43,000',
      'equal  people.',
    ]);
  });

  it.each([
    [
      'ja',
      '不正アクセスを受けた',
      '不正アクセスを否定した',
      ['equal 不正アクセスを', 'removed 受けた', 'added 否定した'],
    ],
    ['zh', '我们没有被攻击', '我们被攻击', ['equal 我们', 'removed 没有', 'equal 被攻击']],
    ['th', 'ข้อมูลลูกค้า', 'ข้อมูลพนักงาน', ['equal ข้อมูล', 'removed ลูกค้า', 'added พนักงาน']],
  ])('are words in %s, which has no spaces', (language, from, to, expected) => {
    expect(diff(from, to, language)).toEqual(expected);
    expect(diff(from, to, 'no tag at all')).toEqual(expected);
  });

  it('are all equal, all added or all removed where there is nothing else', () => {
    expect(diff('The same.', 'The same.')).toEqual(['equal The same.']);
    expect(diffWords(body(null), body('New.'))).toEqual([{ op: 'added', text: 'New.' }]);
    expect(diffWords(body('Old.'), body(null))).toEqual([{ op: 'removed', text: 'Old.' }]);
    expect([diffWords(body(null), body('')), diffWords(body(null), body(null))]).toEqual([[], []]);
  });

  it('are sentences where the words have too little in common', () => {
    const story = (word: string) => Array.from({ length: 400 }, (_, n) => `${word}${n} ${word}.`).join(' ');
    const kept = ' Nobody knows who did it. ';
    const found = diffWords(body(`${story('Lorem')}${kept}`), body(`${story('Ipsum')}${kept}`));
    expect(found.map(({ op }) => op)).toEqual(['removed', 'added', 'equal']);
    expect(found.at(-1)?.text.trim()).toBe('Nobody knows who did it.');
  });

  it('cost a bounded time, however long and unlike the bodies are', () => {
    const text = (factor: number) =>
      Array.from({ length: 70_000 }, (_, n) => `w${(n * factor) % 19_997}${n % 9 === 0 ? '. W' : ''}`).join(' ');
    const [from, to] = [text(7_919), text(104_729)];
    expect(Math.min(from.length, to.length)).toBeGreaterThan(450_000);
    const before = performance.now();
    expect(diffWords(body(from), body(to))).toEqual([
      { op: 'removed', text: from },
      { op: 'added', text: to },
    ]);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('make exactly the two bodies, in any script', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'e\u0301',
        '\u0301',
        '👩‍👩‍👧',
        '🇯🇵',
        '\r\n',
        '\n',
        '\r',
        ' ',
        '  ',
        '漏洩した',
        'ข้อมูล',
        '没有',
        'שלום',
        'the',
        '12,000.',
        '\ud800',
      ),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    // What two revisions have in common is much, mostly.
    const pair = fc.tuple(text, text, text, text).map(([a, b, c, d]) => [a + b + c, a + d + c] as const);
    const language = fc.constantFrom(null, 'ja', 'th', 'en-GB', 'x', '');
    fc.assert(
      fc.property(pair, language, language, ([from, to], a, b) => {
        const words = diffWords(body(from, a), body(to, b));
        const side = (op: string) => words.filter((each) => each.op === 'equal' || each.op === op);
        const joined = (op: string) =>
          side(op)
            .map((each) => each.text)
            .join('');
        expect([joined('removed'), joined('added')]).toEqual([from, to]);
        expect(words.every((each) => each.text !== '')).toBe(true);
      }),
    );
  });
});
