import type { AnswerFrame, Dialect, RequestFrame, RequestName } from './dialect.js';
import { Frames } from './frames.js';

const QUERY = 'Q'.charCodeAt(0);
const SYNC = 'S'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);

/** A type and a length that counts itself. The first message of a client has no type. */
const lengthOf = (start: Buffer): number | null => (start.length < 5 ? null : 1 + start.readInt32BE(1));

/**
 * PostgreSQL without TLS: a request ends with Query or Sync, and all answers up to ReadyForQuery are its own, in the order of
 * the requests. What a client says before it may ask is request 0.
 */
export class PostgresDialect implements Dialect {
  private begun = false;
  private asked = 0;
  private answered = 0;
  private readonly up = new Frames((start) => {
    if (this.begun) return lengthOf(start);
    if (start.length < 4 || start.length < start.readInt32BE(0)) return null;
    this.begun = true;
    return start.readInt32BE(0);
  });
  private readonly down = new Frames(lengthOf);

  requests(chunk: Buffer): RequestFrame[] {
    let first = !this.begun;
    return this.up.push(chunk).map((bytes) => {
      const type = first ? null : bytes[0];
      const name: RequestName | null = first ? 'Connect' : type === QUERY || type === SYNC ? nameOf(bytes) : null;
      first = false;
      const ends = name !== null && name !== 'Connect';
      if (ends) this.asked += 1;
      // Parse, Bind and Execute belong to the Sync that follows; a password to the request before, which is 0.
      return { bytes, name, id: ends || this.asked === 0 ? this.asked : this.asked + 1 };
    });
  }

  answers(chunk: Buffer): AnswerFrame[] {
    return this.down.push(chunk).map((bytes) => {
      const id = this.answered;
      if (bytes[0] === READY) this.answered += 1;
      return { bytes, id };
    });
  }
}

function nameOf(bytes: Buffer): RequestName {
  return bytes[0] === QUERY && /^\s*COMMIT\b/i.test(bytes.toString('utf8', 5, 20)) ? 'COMMIT' : 'Query';
}
