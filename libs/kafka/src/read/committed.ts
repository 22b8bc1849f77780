import type { FetchedMessage, FetchedPartition } from '../client/cluster.js';

/** What a `read_committed` reader sees of a fetch: no markers, and nothing of a transaction that was aborted. */
export function committed({ messages, abortedTransactions }: FetchedPartition): FetchedMessage[] {
  const waiting = [...(abortedTransactions ?? [])].sort((a, b) =>
    Number(BigInt(a.firstOffset) - BigInt(b.firstOffset)),
  );
  const aborting = new Set<string>();
  return messages.filter((message) => {
    const { producerId, inTransaction } = message.batchContext;
    for (let next = waiting[0]; next !== undefined && BigInt(next.firstOffset) <= BigInt(message.offset);) {
      aborting.add(next.producerId);
      waiting.shift();
      [next] = waiting;
    }
    if (!message.isControlRecord) return !(inTransaction && aborting.has(producerId));
    // A marker ends its producer's transaction, whichever way.
    aborting.delete(producerId);
    return false;
  });
}
