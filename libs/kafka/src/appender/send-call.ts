import type { Producer, RecordMetadata } from 'kafkajs';
import { byPartition, type PlacedMessage } from '../produce/by-partition.js';
import { within } from '../within.js';
import type { CallPart } from './call.js';

/** Sends one call and returns the offset of each part's first record. Rejects unless every part is acknowledged. */
export async function sendCall(
  producer: Producer,
  topic: string,
  parts: readonly CallPart[],
  timeoutMs: number,
): Promise<ReadonlyMap<number, bigint>> {
  const messages = byPartition(
    parts.flatMap(({ lane, pending }) => pending.map(({ record }) => toMessage(record, lane.partition))),
  );
  const answer = await within(producer.send({ acks: -1, timeout: timeoutMs, topic, messages }), timeoutMs, 'Appending');
  return new Map(parts.map(({ lane }) => [lane.partition, baseOffset(answer, lane.partition)]));
}

function toMessage({ key, value, headers }: CallPart['pending'][number]['record'], partition: number): PlacedMessage {
  return { key, value, partition, ...(headers === undefined ? {} : { headers: { ...headers } }) };
}

// kafkajs can resolve although a broker's part was never written, so the answer itself must name every partition.
function baseOffset(answer: readonly RecordMetadata[], partition: number): bigint {
  const named = answer.filter((each) => each.partition === partition);
  const [only] = named;
  if (named.length !== 1 || only?.errorCode !== 0 || only.baseOffset === undefined || BigInt(only.baseOffset) < 0n) {
    throw new Error(`The answer does not acknowledge partition ${partition}`);
  }
  return BigInt(only.baseOffset);
}
