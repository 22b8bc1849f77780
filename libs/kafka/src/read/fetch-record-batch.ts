import { type Broker, type FetchedMessage, READ_COMMITTED } from '../client/cluster.js';

/** One record batch as it lies in the log. `readable` is empty for a marker and for what was aborted, which is `aborted`. */
export interface RecordBatch {
  readonly first: bigint;
  /** The offset after its last. */
  readonly next: bigint;
  readonly readable: readonly FetchedMessage[];
  readonly aborted: readonly FetchedMessage[];
}

/**
 * The record batch that holds `offset`; `null` where a `read_committed` reader has none (at or past the last stable
 * offset). Throws kafkajs's `OFFSET_OUT_OF_RANGE` outside the log.
 */
export async function fetchRecordBatch(
  leader: Broker,
  topic: string,
  partition: number,
  offset: bigint,
): Promise<RecordBatch | null> {
  const { responses } = await fetchInTurn(leader, {
    replicaId: -1,
    isolationLevel: READ_COMMITTED,
    maxWaitTime: 0,
    minBytes: 0,
    maxBytes: 1, // a broker answers with one whole batch even so (KIP-74)
    topics: [{ topic, partitions: [{ partition, fetchOffset: offset.toString(), maxBytes: 1 }] }],
  });
  const fetched = responses[0]?.partitions[0];
  const head = fetched?.messages[0];
  const last = fetched?.messages.at(-1);
  if (fetched === undefined || head === undefined || last === undefined) return null;

  const { firstOffset, lastOffsetDelta, producerId, inTransaction, isControlBatch } = head.batchContext;
  const first = BigInt(firstOffset);
  const aborted =
    inTransaction &&
    (fetched.abortedTransactions ?? []).some(
      (each) => each.producerId === producerId && BigInt(each.firstOffset) <= BigInt(last.offset),
    );
  return {
    first,
    next: first + BigInt(lastOffsetDelta) + 1n,
    readable: isControlBatch || aborted ? [] : fetched.messages,
    aborted: !isControlBatch && aborted ? fetched.messages : [],
  };
}

const underWay = new WeakMap<Broker, Promise<unknown>>();

// Of fetches that find no connection, kafkajs opens one for each and forgets all but the last.
export function fetchInTurn(leader: Broker, request: Parameters<Broker['fetch']>[0]): ReturnType<Broker['fetch']> {
  const before = underWay.get(leader) ?? Promise.resolve();
  const fetched = before.catch(() => undefined).then(() => leader.fetch(request));
  underWay.set(leader, fetched);
  return fetched;
}
