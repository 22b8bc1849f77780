import { phraseQuery, searchVector, wordsOf } from './words.js';

describe('the words of a text', () => {
  it.each([
    ['Panasonic’s file-server, 1,000 people', ['panasonic', 's', 'file', 'server', '1', '000', 'people']],
    ['ＰＡＮＡＳＯＮＩＣ ﬁle', ['panasonic', 'file']],
    ['Утечка данных', ['утечка', 'данных']],
    ['不正アクセスによる情報流出', expect.arrayContaining(['不正', 'アクセス', '情報', '流出'])],
    ['ข้อมูลรั่วไหล', expect.arrayContaining(['ข้อมูล'])],
    ["'; DROP \\ & | ! <-> :*", ['drop']],
    ['', []],
  ])('%j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('are cut alike wherever they stand', () => {
    expect(wordsOf('情報流出 panasonic')).toEqual([...wordsOf('情報流出'), 'panasonic']);
  });

  it('have places, for phrases', () => {
    expect(searchVector('A b', null, 'a')).toBe("'a':1 'b':2 'a':3");
    expect(phraseQuery(['a', 'b'])).toBe("'a' <-> 'b'");
  });
});
