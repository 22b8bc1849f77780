import type { AnswerFrame, Dialect, RequestFrame, RequestName } from './dialect.js';
import { Frames } from './frames.js';

const names: Readonly<Record<number, RequestName>> = {
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

/** A four-byte length, then that many bytes. The length stays on the frame. */
const lengthOf = (start: Buffer): number | null => (start.length < 4 ? null : 4 + start.readInt32BE(0));

/** Kafka: an answer bears the correlation id of its request. */
export class KafkaDialect implements Dialect {
  private readonly up = new Frames(lengthOf);
  private readonly down = new Frames(lengthOf);

  requests(chunk: Buffer): RequestFrame[] {
    return this.up.push(chunk).map((bytes) => ({
      bytes,
      name: names[bytes.readInt16BE(4)] ?? 'other',
      id: bytes.readInt32BE(8),
    }));
  }

  answers(chunk: Buffer): AnswerFrame[] {
    return this.down.push(chunk).map((bytes) => ({ bytes, id: bytes.readInt32BE(4) }));
  }
}
