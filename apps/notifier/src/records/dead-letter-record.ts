import type { PublishMessage } from '#kafka';
import type { UnsentDeadLetter } from '#persistence';

export interface Origin {
  readonly topic: string;
  readonly partition: number;
}

/** The record as it was received. A header of its own that is named like one of ours gives way: it is of an earlier death. */
export function deadLetterRecord(
  { offset, reason, detail, key, value, headers }: UnsentDeadLetter,
  { topic, partition }: Origin,
): PublishMessage {
  return {
    key,
    value,
    headers: {
      ...headers,
      'dlq-reason': reason,
      'dlq-detail': detail,
      'dlq-topic': topic,
      'dlq-partition': String(partition),
      'dlq-offset': offset.toString(),
    },
  };
}
