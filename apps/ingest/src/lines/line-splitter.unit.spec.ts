import fc from 'fast-check';
import { LineSplitter, type Line } from './line-splitter.js';

const longest = 10;

function split(chunks: readonly Buffer[]): Line[] {
  const splitter = new LineSplitter(longest);
  return [...chunks.flatMap((chunk) => splitter.split(chunk)), ...splitter.end()];
}

/** The plain meaning, over the whole text at once. */
function expected(text: Buffer): Line[] {
  const parts = text.toString('latin1').split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts
    .map((part, index) => ({ number: index + 1, bytes: part.length > longest ? null : Buffer.from(part, 'latin1') }))
    .filter(({ bytes }) => bytes === null || /[^ \t\r]/.test(bytes.toString('latin1')));
}

function chunked(text: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, index) => text.subarray(places[index], end));
}

const anyText = fc
  .array(fc.constantFrom('a', ' ', '\t', '\r', '\n', '\n\n', 'a line', 'much too long for one'), { maxLength: 40 })
  .map((parts) => Buffer.from(parts.join('')));

describe('a line splitter', () => {
  it('gives the same lines however the text is cut', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(), { maxLength: 20 }), (text, cuts) => {
        expect(split(chunked(text, cuts))).toEqual(expected(text));
      }),
    );
  });

  it('cuts between the bytes of a character', () => {
    const text = Buffer.from('"ä€"\n"𝄞"');
    const bytes = Array.from(text, (_, at) => text.subarray(at, at + 1));
    expect(split(bytes).map((line) => String(line.bytes))).toEqual(['"ä€"', '"𝄞"']);
  });

  it('keeps nothing of a line that is too long', () => {
    const splitter = new LineSplitter(longest);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 1_000; count += 1) expect(splitter.split(Buffer.alloc(100_000, 120))).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(110_000_000);
    expect(splitter.split(Buffer.from('\nnext\n'))).toEqual([
      { number: 1, bytes: null },
      { number: 2, bytes: Buffer.from('next') },
    ]);
  });
});
