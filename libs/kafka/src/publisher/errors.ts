import { errorType, messageOf } from '../kafka-error.js';

/** Somebody else has taken the transactional id: give the partition up before opening a publisher again. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** The last stable offset stays behind the high watermark although our own transactions are ended: an operator must look. */
export class PartitionStuck extends Error {
  override readonly name = 'PartitionStuck';
}

/** The last record of the changes topic carries no sequence: it is not of this pipeline. */
export class TailForeign extends Error {
  override readonly name = 'TailForeign';
}

/** A topic does not end where it did: the tail tells whose it is now. Nothing of this transaction is committed. */
export class LogReplaced extends Error {
  override readonly name = 'LogReplaced';
}

/** A message is larger than its topic takes, so that repeating cannot help. */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge';
}

/** Anything else. What was being published may be committed or not: the tail of a new publisher tells. */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
}

const fencing = new Set([
  'FENCED',
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'TRANSACTIONAL_ID_FENCED',
]);

export function toPublisherError(error: unknown): Error {
  if (error instanceof PartitionStuck || error instanceof TailForeign) return error;
  const type = errorType(error);
  if (type !== undefined && fencing.has(type)) return new Fenced(`${type}: ${messageOf(error)}`, { cause: error });
  // Kafka 4 answers with an error code that kafkajs does not know.
  if (/PRODUCER_FENCED|code 90\b/i.test(messageOf(error))) return new Fenced(messageOf(error), { cause: error });
  if (type === 'MESSAGE_TOO_LARGE') return new MessageTooLarge(messageOf(error), { cause: error });
  return new PublishFailed(messageOf(error), { cause: error });
}
