/** A line without its end; `bytes` is null for one that is too long, of which nothing is kept. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | null;
}

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);

/** Cuts a stream into lines, numbered from 1; blank ones are counted and left out. Keeps at most one line. */
export class LineSplitter {
  private pieces: Buffer[] = [];
  private length = 0;
  private number = 0;

  constructor(private readonly longest: number) {}

  /** The lines that end in this chunk. */
  split(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      this.complete(lines);
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  /** What comes after the last newline. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.length > 0) this.complete(lines);
    return lines;
  }

  private keep(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > this.longest) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private complete(lines: Line[]): void {
    this.number += 1;
    const [only = NOTHING] = this.pieces;
    const bytes = this.pieces.length < 2 ? only : Buffer.concat(this.pieces, this.length);
    if (this.length > this.longest) lines.push({ number: this.number, bytes: null });
    else if (!isBlank(bytes)) lines.push({ number: this.number, bytes });
    this.pieces = [];
    this.length = 0;
  }
}

/** Spaces, tabs, and what `\r\n` leaves. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13);
}
