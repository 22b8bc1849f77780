import { Readable } from 'node:stream';
import { readGroups, type Group } from './read-groups.js';

async function groups(chunks: readonly string[], from = { line: 0, bytes: 0 }): Promise<Group[]> {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const found: Group[] = [];
  for await (const group of readGroups(stream as AsyncIterable<Buffer>, from)) found.push(group);
  return found;
}
const texts = (group: Group | undefined) => group?.lines.map(({ number, text }) => [number, text?.toString() ?? null]);

it('lines keep their numbers, blank ones and broken chunks whatever', async () => {
  const [group, ...more] = await groups(['{"a":', '1}\r\n\n  \n', '{"b":2}']);
  expect(texts(group)).toEqual([
    [1, '{"a":1}\r'],
    [4, '{"b":2}'],
  ]);
  expect(group?.through).toEqual({ line: 4, bytes: 20 });
  expect(more).toEqual([]);
});

it('goes on from a place', async () => {
  const [group] = await groups(['x\ny\n'], { line: 10, bytes: 100 });
  expect(texts(group)).toEqual([
    [11, 'x'],
    [12, 'y'],
  ]);
  expect(group?.through).toEqual({ line: 12, bytes: 104 });
});

it('keeps nothing of a line that is too long, and sends a thousand together', async () => {
  const long = 'x'.repeat(1024 * 1024 + 1);
  const [first] = await groups([long, '\ny\n']);
  expect(texts(first)).toEqual([
    [1, null],
    [2, 'y'],
  ]);
  const many = await groups(['z\n'.repeat(2_500)]);
  expect(many.map(({ lines }) => lines.length)).toEqual([1_000, 1_000, 500]);
});
