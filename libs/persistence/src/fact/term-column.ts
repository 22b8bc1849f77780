import { createHash } from 'node:crypto';

/** A text may be longer than an index entry; what is too long is known by its hash. */
export function termColumn(text: string): string {
  return text.length <= 200 ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
