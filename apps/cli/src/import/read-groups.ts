/** A line that holds anything. `text` is null for one that is longer than any event, of which nothing is kept. */
export interface Line {
  readonly number: number;
  readonly text: Buffer | null;
}

/** Lines that are sent together, and where the file is read up to with them. */
export interface Group {
  readonly lines: readonly Line[];
  readonly through: Place;
}

/** So many lines, and so many bytes, are behind us. */
export interface Place {
  readonly line: number;
  readonly bytes: number;
}

const NEWLINE = 10;
const LONGEST = 1024 * 1024;
const GROUP_LINES = 1_000;
const GROUP_BYTES = 2 * 1024 * 1024;

/** A stream that begins at a place, group by group; keeps one group and one line. */
export async function* readGroups(stream: AsyncIterable<Buffer>, from: Place): AsyncGenerator<Group> {
  let { line, bytes } = from;
  let lines: Line[] = [];
  let weight = 0;
  let pieces: Buffer[] = [];
  let length = 0;
  const keep = (piece: Buffer): void => {
    length += piece.length;
    if (length > LONGEST) pieces = [];
    else pieces.push(piece);
  };
  const complete = (newline: number): void => {
    line += 1;
    bytes += length + newline;
    const text = length > LONGEST ? null : Buffer.concat(pieces);
    if (text === null || text.some((byte) => byte > 32)) lines.push({ number: line, text });
    weight += text?.length ?? 0;
    pieces = [];
    length = 0;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      complete(1);
      start = end + 1;
      if (lines.length < GROUP_LINES && weight < GROUP_BYTES) continue;
      yield { lines, through: { line, bytes } };
      lines = [];
      weight = 0;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) complete(0);
  if (bytes > from.bytes) yield { lines, through: { line, bytes } };
}
