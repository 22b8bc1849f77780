import { Problem } from '#service';
import { decode, type Received } from '../core/received.js';
import { splitArray } from '../core/split-array.js';

const LONGEST_BATCH = 1_000;

export function readOne(bytes: Buffer): Received {
  const text = textOf(bytes);
  return { kind: 'read', text, value: parse(text), bytes: bytes.length };
}

export function readBatch(bytes: Buffer): Received[] {
  const text = textOf(bytes);
  const values = parse(text);
  if (!Array.isArray(values)) throw new Problem('unreadable-body', { detail: 'A batch is a JSON array of events' });
  if (values.length === 0) throw new Problem('unreadable-body', { detail: 'The batch is empty' });
  if (values.length > LONGEST_BATCH) {
    throw new Problem('too-large', {
      detail: `A batch has at most ${LONGEST_BATCH} events, this one has ${values.length}`,
    });
  }
  return splitArray(text).map((element, index) => {
    const own = element.trim();
    return { kind: 'read', text: own, value: values[index] as unknown, bytes: Buffer.byteLength(own) };
  });
}

function textOf(bytes: Buffer): string {
  try {
    return decode(bytes);
  } catch (error) {
    throw new Problem('unreadable-body', { detail: 'The body is not UTF-8', cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem('unreadable-body', { detail: `The body is not JSON: ${reason}`, cause: error });
  }
}
