import { createHash } from 'node:crypto';
import type { LogRecord } from './log-record.js';

/** By which a record, and so the log that it stands in, is known again. */
export function recordHash({ key, value }: Pick<LogRecord, 'key' | 'value'>): Buffer {
  return createHash('sha256')
    .update(key ?? '')
    .update('\0')
    .update(value ?? '')
    .digest()
    .subarray(0, 16);
}
