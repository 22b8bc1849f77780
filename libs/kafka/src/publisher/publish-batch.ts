export interface PublishMessage {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer | Buffer[]>> | undefined;
}

export interface PublishBatch {
  /** Each with its `sequence` header, in order. */
  readonly changes: readonly PublishMessage[];
  readonly incidents: readonly PublishMessage[];
  /** Each with its `dlq-offset` header, in order. */
  readonly deadLetters: readonly PublishMessage[];
}

const MESSAGE_OVERHEAD = 60;

/** Cuts messages into runs of at most `maxBytes`; a larger message goes alone. */
export function chunksOf(messages: readonly PublishMessage[], maxBytes: number): PublishMessage[][] {
  const chunks: PublishMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = sizeOf(message);
    const current = chunks.at(-1);
    if (current === undefined || bytes > room) {
      chunks.push([message]);
      room = maxBytes - bytes;
    } else {
      current.push(message);
      room -= bytes;
    }
  }
  return chunks;
}

function sizeOf({ key, value, headers }: PublishMessage): number {
  let bytes = MESSAGE_OVERHEAD + lengthOf(key) + lengthOf(value);
  for (const [name, content] of Object.entries(headers ?? {})) {
    const values = Array.isArray(content) ? content : [content];
    for (const each of values) bytes += 10 + name.length * 3 + lengthOf(each);
  }
  return bytes;
}

function lengthOf(content: unknown): number {
  if (Buffer.isBuffer(content)) return content.length;
  return typeof content === 'string' ? Buffer.byteLength(content) : 0;
}
