// For a short text a loop is faster than a call out of JavaScript.
const SHORT = 48;

/** How many bytes a text or buffer takes in UTF-8. */
export function sizeOf(content: string | Buffer): number {
  if (typeof content !== 'string') return content.length;
  return isPlain(content) ? content.length : Buffer.byteLength(content);
}

function isPlain(text: string): boolean {
  if (text.length > SHORT) return false;
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Of a number as Kafka's records have it: zigzag, seven bits a byte. */
export function sizeOfVarint(value: number): number {
  let left = zigzag(value);
  let bytes = 1;
  for (; left > 0x7f; left = Math.floor(left / 0x80)) bytes += 1;
  return bytes;
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Writes into a buffer that is known to be large enough. */
export class ByteWriter {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  int8(value: number): void {
    this.bytes[this.at] = value & 0xff;
    this.at += 1;
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** With its length before it, in two bytes; -1 for `null`. */
  text16(text: string | null): void {
    this.int16(text === null ? -1 : sizeOf(text));
    if (text !== null) this.content(text);
  }

  varint(value: number): void {
    let left = zigzag(value);
    for (; left > 0x7f; left = Math.floor(left / 0x80)) this.int8((left & 0x7f) | 0x80);
    this.int8(left);
  }

  content(content: string | Buffer): void {
    const { bytes } = this;
    if (typeof content !== 'string') this.at += content.copy(bytes, this.at);
    else if (isPlain(content)) for (let i = 0; i < content.length; i += 1) bytes[this.at++] = content.charCodeAt(i);
    else this.at += bytes.write(content, this.at);
  }

  /** With its length before it; -1 for `null`. */
  sized(content: string | Buffer | null): void {
    this.varint(content === null ? -1 : sizeOf(content));
    if (content !== null) this.content(content);
  }
}
