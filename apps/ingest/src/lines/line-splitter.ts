/** A line without its end; `bytes` is null for one that is too long, of which nothing is kept. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | null;
}

const NEWLINE = 10;

/** Cuts a stream into lines, numbered from 1; blank ones are counted and left out. Keeps at most one line. */
export class LineSplitter {
  private pieces: Buffer[] = [];
  private length = 0;
  private number = 0;

  constructor(private readonly longest: number) {}

  /** The lines that end in this chunk. */
  *split(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      yield* this.complete();
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  /** What comes after the last newline. */
  *end(): Generator<Line> {
    if (this.length > 0) yield* this.complete();
  }

  private keep(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > this.longest) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private *complete(): Generator<Line> {
    this.number += 1;
    const [first = Buffer.alloc(0), ...more] = this.pieces;
    const bytes = more.length === 0 ? first : Buffer.concat(this.pieces, this.length);
    const tooLong = this.length > this.longest;
    this.pieces = [];
    this.length = 0;
    if (tooLong) yield { number: this.number, bytes: null };
    else if (!isBlank(bytes)) yield { number: this.number, bytes };
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13);
}
