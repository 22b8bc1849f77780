import type { FetchedMessage } from '../client/cluster.js';

export type RecordHeaders = Readonly<Record<string, Buffer | readonly Buffer[]>>;

/** One record as it stands in the log. A header that was sent twice has a list of values. */
export interface LogRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** The first value of a header as text. */
export function headerText(headers: RecordHeaders, name: string): string | undefined {
  const value = headers[name];
  const first = Buffer.isBuffer(value) ? value : value?.[0];
  return first?.toString('utf8');
}

export function toLogRecord(
  message: Pick<FetchedMessage, 'offset' | 'key' | 'value' | 'timestamp' | 'headers'>,
): LogRecord {
  return {
    offset: BigInt(message.offset),
    key: message.key,
    value: message.value,
    headers: toHeaders(message.headers),
    timestamp: Number(message.timestamp),
  };
}

function toHeaders(headers: Readonly<Record<string, unknown>> | undefined): RecordHeaders {
  if (headers === undefined) return {};
  const entries = Object.entries(headers).map(([name, value]): [string, Buffer | Buffer[]] => [
    name,
    Array.isArray(value) ? value.map(toBuffer) : toBuffer(value),
  ]);
  return Object.fromEntries(entries);
}

function toBuffer(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : '');
}
