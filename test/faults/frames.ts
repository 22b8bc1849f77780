/** Cuts a byte stream into Kafka's frames: a four-byte length, then that many bytes. The length stays on the frame. */
export class Frames {
  private rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Buffer[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const frames: Buffer[] = [];
    while (this.rest.length >= 4) {
      const end = 4 + this.rest.readInt32BE(0);
      if (this.rest.length < end) break;
      frames.push(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
    }
    return frames;
  }
}

const requestNames: Readonly<Record<number, RequestName>> = {
  0: 'Produce',
  1: 'Fetch',
  2: 'ListOffsets',
  3: 'Metadata',
  8: 'OffsetCommit',
  10: 'FindCoordinator',
  11: 'JoinGroup',
  12: 'Heartbeat',
  22: 'InitProducerId',
  24: 'AddPartitionsToTxn',
  26: 'EndTxn',
};

export type RequestName =
  | 'Produce'
  | 'Fetch'
  | 'ListOffsets'
  | 'Metadata'
  | 'OffsetCommit'
  | 'FindCoordinator'
  | 'JoinGroup'
  | 'Heartbeat'
  | 'InitProducerId'
  | 'AddPartitionsToTxn'
  | 'EndTxn'
  | 'other';

export function requestOf(frame: Buffer): { readonly name: RequestName; readonly correlationId: number } {
  return { name: requestNames[frame.readInt16BE(4)] ?? 'other', correlationId: frame.readInt32BE(8) };
}

export function correlationIdOf(response: Buffer): number {
  return response.readInt32BE(4);
}
