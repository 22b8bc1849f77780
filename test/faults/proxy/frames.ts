/** Cuts a byte stream into frames, of which each begins by saying how long it is. */
export class Frames {
  private rest: Buffer = Buffer.alloc(0);

  /** `lengthOf`: bytes of the frame that these begin, or `null` if that cannot be told yet. */
  constructor(private readonly lengthOf: (start: Buffer) => number | null) {}

  push(chunk: Buffer): Buffer[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const frames: Buffer[] = [];
    for (;;) {
      const length = this.lengthOf(this.rest);
      if (length === null || this.rest.length < length) return frames;
      frames.push(this.rest.subarray(0, length));
      this.rest = this.rest.subarray(length);
    }
  }
}
