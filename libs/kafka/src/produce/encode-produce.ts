import { ByteWriter, sizeOf, sizeOfVarint } from './byte-writer.js';
import { crc32c } from './crc32c.js';

export type Content = string | Buffer;

export interface ProduceMessage {
  readonly key?: Content | null;
  readonly value: Content | null;
  /** Milliseconds since 1970. */
  readonly timestamp?: string | number;
  readonly headers?: Readonly<Record<string, Content | readonly Content[]>>;
}

export interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  /** A number, or whatever stands for one that is larger. */
  readonly producerId?: { toString(): string };
  readonly producerEpoch?: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly firstSequence?: number;
      readonly messages: readonly ProduceMessage[];
    }[];
  }[];
}

// Of a record batch, magic 2: what stands before its length, and from there to its records.
const BEFORE = 12;
const HEAD = 49;
const CHECKED_FROM = 21;
const TRANSACTIONAL = 16;

interface Sized {
  readonly message: ProduceMessage;
  readonly delta: number;
  readonly size: number;
}

/** The body of a Produce request, versions 3 to 7, uncompressed; in one buffer, into which each text is written once. */
export function encodeProduce(request: ProduceRequest, now: number): Buffer {
  const { acks, timeout, transactionalId = null, topicData } = request;
  const topics = topicData.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, firstSequence = 0, messages }) => ({
      partition,
      firstSequence,
      batch: sized(messages, now),
    })),
  }));
  let bytes = 2 + (transactionalId === null ? 0 : sizeOf(transactionalId)) + 2 + 4 + 4;
  for (const { topic, partitions } of topics) {
    bytes += 2 + sizeOf(topic) + 4;
    for (const { batch } of partitions) bytes += 4 + 4 + BEFORE + HEAD + batch.bytes;
  }
  const to = new ByteWriter(Buffer.allocUnsafeSlow(bytes));
  to.text16(transactionalId);
  to.int16(acks);
  to.int32(timeout);
  to.int32(topics.length);
  for (const { topic, partitions } of topics) {
    to.text16(topic);
    to.int32(partitions.length);
    for (const { partition, firstSequence, batch } of partitions) {
      to.int32(partition);
      to.int32(BEFORE + HEAD + batch.bytes);
      writeBatch(to, batch, firstSequence, request);
    }
  }
  return to.bytes;
}

interface Batch {
  readonly records: readonly Sized[];
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

function sized(messages: readonly ProduceMessage[], now: number): Batch {
  let [first, last] = [Infinity, -Infinity];
  for (const { timestamp } of messages) {
    if (timestamp === undefined) continue;
    first = Math.min(first, Number(timestamp));
    last = Math.max(last, Number(timestamp));
  }
  if (first === Infinity) [first, last] = [now, now];
  let bytes = 0;
  const records = messages.map((message, offset) => {
    const delta = Number(message.timestamp ?? now) - first;
    const size = sizeOfBody(message, offset, delta);
    bytes += sizeOfVarint(size) + size;
    return { message, delta, size };
  });
  return { records, bytes, first, last };
}

function sizeOfBody({ key = null, value, headers }: ProduceMessage, offset: number, delta: number): number {
  let size = 1 + sizeOfVarint(delta) + sizeOfVarint(offset) + sizeOfSized(key) + sizeOfSized(value);
  let count = 0;
  for (const name in headers) {
    for (const content of valuesOf(headers[name])) {
      size += sizeOfSized(name) + sizeOfSized(content);
      count += 1;
    }
  }
  return size + sizeOfVarint(count);
}

function sizeOfSized(content: Content | null): number {
  if (content === null) return 1;
  const size = sizeOf(content);
  return sizeOfVarint(size) + size;
}

function valuesOf(content: Content | readonly Content[] | undefined): readonly Content[] {
  if (content === undefined) return [];
  return typeof content === 'string' || Buffer.isBuffer(content) ? [content] : content;
}

function writeBatch(to: ByteWriter, batch: Batch, firstSequence: number, request: ProduceRequest): void {
  const { records, bytes, first, last } = batch;
  const { transactionalId = null, producerId = -1, producerEpoch = 0 } = request;
  const start = to.at;
  to.int64(0n);
  to.int32(HEAD + bytes);
  to.int32(0);
  to.int8(2);
  to.int32(0);
  to.int16(transactionalId === null ? 0 : TRANSACTIONAL);
  to.int32(records.length - 1);
  to.int64(BigInt(first));
  to.int64(BigInt(last));
  to.int64(BigInt(producerId.toString()));
  to.int16(producerEpoch);
  to.int32(firstSequence);
  to.int32(records.length);
  for (const [offset, record] of records.entries()) writeRecord(to, record, offset);
  const checked = start + CHECKED_FROM;
  to.bytes.writeUInt32BE(crc32c(to.bytes, checked, to.at), checked - 4);
}

function writeRecord(to: ByteWriter, { message, delta, size }: Sized, offset: number): void {
  const { key = null, value, headers = {} } = message;
  to.varint(size);
  to.int8(0);
  to.varint(delta);
  to.varint(offset);
  to.sized(key);
  to.sized(value);
  let count = 0;
  for (const name in headers) count += valuesOf(headers[name]).length;
  to.varint(count);
  for (const name in headers) {
    for (const content of valuesOf(headers[name])) {
      to.sized(name);
      to.sized(content);
    }
  }
}
