import type { KafkaClient } from '../client/kafka-client.js';
import type { PartitionOffsets } from '../read/fetch-offsets.js';
import { headerText, type LogRecord } from '../read/log-record.js';
import { readTail } from '../read/read-tail.js';
import { TailForeign } from './errors.js';

const decimal = /^\d{1,19}$/;

/** Where the topics stand, and so where publishing goes on. */
export interface PublisherTail {
  /** Of the last change; 0 in an empty topic; `null` where retention or a new topic took the tail away. */
  readonly sequence: bigint | null;
  /** `dlq-offset` of the last dead letter; `null` where there is none: the caller's note says where to go on. */
  readonly deadLetterOffset: bigint | null;
  /** By which the last change is known again; `null` where there is none. */
  readonly change: { readonly key: string; readonly id: string | undefined } | null;
  /** What stands behind the tail and was aborted: nobody has ever read it. `null` where there is none. */
  readonly undone: { readonly changes: Undone | null; readonly deadLetters: Undone | null };
}

/** Numbers, as those of the tail. */
export interface Undone {
  readonly first: bigint;
  readonly last: bigint;
}

/** Throws `TailForeign` where the last record does not carry the header. */
export async function readPublisherTail(
  kafka: KafkaClient,
  changes: { readonly topic: string; readonly offsets: PartitionOffsets },
  deadLetters: { readonly topic: string; readonly offsets: PartitionOffsets },
): Promise<PublisherTail> {
  const [change, deadLetter] = await Promise.all([
    readTail(kafka, changes.topic, changes.offsets),
    readTail(kafka, deadLetters.topic, deadLetters.offsets),
  ]);
  return {
    sequence:
      change.kind === 'record'
        ? numberIn(change.record, 'sequence', changes.topic)
        : change.kind === 'empty'
          ? 0n
          : null,
    deadLetterOffset:
      deadLetter.kind === 'record' ? numberIn(deadLetter.record, 'dlq-offset', deadLetters.topic) : null,
    change:
      change.kind === 'record'
        ? { key: String(change.record.key), id: headerText(change.record.headers, 'ce_id') }
        : null,
    undone: {
      changes: undoneIn(change.aborted, 'sequence'),
      deadLetters: undoneIn(deadLetter.aborted, 'dlq-offset'),
    },
  };
}

function undoneIn(aborted: readonly LogRecord[], name: string): Undone | null {
  // What heals a transaction has no number.
  const numbers = aborted.flatMap(({ headers }) => {
    const text = headerText(headers, name);
    return text !== undefined && decimal.test(text) ? [BigInt(text)] : [];
  });
  const [last, first] = [numbers[0], numbers.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}

function numberIn({ headers, offset }: LogRecord, name: string, topic: string): bigint {
  const text = headerText(headers, name);
  if (text === undefined || !decimal.test(text))
    throw new TailForeign(`The record at ${topic} ${offset} has no header ${name}`);
  return BigInt(text);
}
