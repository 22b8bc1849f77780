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

export type Part = keyof PublishBatch;

export interface RequestPart {
  readonly part: Part;
  readonly messages: readonly PublishMessage[];
}

const parts = ['changes', 'incidents', 'deadLetters'] as const;

/** Cuts a batch into requests of at most `maxBytes`, each part once in each; a larger message goes alone. */
export function requestsOf(batch: PublishBatch, maxBytes: number): (readonly RequestPart[])[] {
  const requests: { part: Part; messages: PublishMessage[] }[][] = [];
  let room = 0;
  for (const part of parts) {
    for (const message of batch[part]) {
      const bytes = sizeOf(message);
      const request = requests.at(-1);
      const last = request?.at(-1);
      if (request === undefined || bytes > room) {
        requests.push([{ part, messages: [message] }]);
        room = maxBytes;
      } else if (last?.part === part) last.messages.push(message);
      else request.push({ part, messages: [message] });
      room -= bytes;
    }
  }
  return requests;
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
