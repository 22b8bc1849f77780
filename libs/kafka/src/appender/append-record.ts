export interface AppendRecord {
  readonly key: string;
  readonly value: Buffer | string;
  readonly headers?: Readonly<Record<string, Buffer | string>> | undefined;
  /** Chosen by the key unless given. */
  readonly partition?: number | undefined;
}

export interface AppendResult {
  readonly partition: number;
  readonly offset: bigint;
}

// Lengths and deltas are variable-length integers; these are their upper bounds.
const RECORD_OVERHEAD = 36;
const HEADER_OVERHEAD = 10;
/** What a batch takes beside its records. */
export const BATCH_OVERHEAD = 61;

/** Upper bound of what a record takes in a batch, in bytes. */
export function recordBytes({ key, value, headers }: AppendRecord): number {
  let bytes = RECORD_OVERHEAD + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const [name, content] of Object.entries(headers ?? {})) {
    bytes += HEADER_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(content);
  }
  return bytes;
}
