import type { Message } from 'kafkajs';

export type PlacedMessage = Message & { readonly partition: number };

/**
 * kafkajs 2.2.4 sorts messages by partition in a `reduce` that copies, for each, all that came before: half a million
 * pointers for a thousand. Where every message names its partition, this list answers at once.
 */
export function byPartition(messages: readonly PlacedMessage[]): Message[] {
  const reduce = (): Record<string, Message[]> => {
    const groups: Record<string, Message[]> = {};
    for (const message of messages) (groups[message.partition] ??= []).push(message);
    return groups;
  };
  return Object.assign([...messages], { reduce });
}
