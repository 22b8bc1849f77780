const inWords = /[\p{L}\p{M}\p{N}]+/gu;
/** Most text is ASCII, of which the same words are found in a third of the time. */
const isAscii = /^\p{ASCII}*$/u;
const inAsciiWords = /[a-z0-9]+/g;
/** Scripts that write words without spaces between them. */
const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

// A lexeme ends at 2,046 bytes; nobody asks for one as long as that.
const longestWord = 200;
const longestText = 100_000;

/** The words of a text, as both the index and whoever asks it take them: compatibility forms and capitals are one. */
export function wordsOf(text: string): string[] {
  const cut = text.slice(0, longestText);
  if (isAscii.test(cut)) return (cut.toLowerCase().match(inAsciiWords) ?? []).map(cutWord);
  const folded = cut.normalize('NFKC').toLowerCase();
  return (folded.match(inWords) ?? []).flatMap((run) =>
    (unspaced.test(run) ? Array.from(segmenter.segment(run), ({ segment }) => segment) : [run]).map(cutWord),
  );
}

function cutWord(word: string): string {
  return word.length > longestWord ? word.slice(0, longestWord).toWellFormed() : word;
}

/** A `tsvector` of these texts, as PostgreSQL reads one. A word has neither quotes nor backslashes. */
export function searchVector(...texts: readonly (string | null | undefined)[]): string {
  let vector = '';
  let place = 0;
  for (const word of wordsOf(texts.filter((text) => typeof text === 'string').join(' ')))
    vector += `${place === 0 ? '' : ' '}'${word}':${(place += 1)}`;
  return vector;
}

/** A `tsquery` that finds these words, one right after the other. */
export function phraseQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' <-> ');
}
