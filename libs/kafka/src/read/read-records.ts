import { type Broker, READ_COMMITTED } from '../client/cluster.js';
import type { KafkaClient } from '../client/kafka-client.js';
import { committed } from './committed.js';
import { fetchInTurn } from './fetch-record-batch.js';
import { type LogRecord, toLogRecord } from './log-record.js';

const FETCH_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

export interface Range {
  readonly from: bigint;
  /** The offset after the last that is wanted. */
  readonly to: bigint;
}

/** What is committed of a stretch of a partition, in order, as it comes: some thousand records at a time. Holes are passed over. */
export async function* readRecords(
  kafka: KafkaClient,
  topic: string,
  partition: number,
  { from, to }: Range,
): AsyncGenerator<readonly LogRecord[]> {
  for (let at = from; at < to;) {
    const start = at;
    const fetched = await kafka.reader.onLeader(topic, partition, TIMEOUT_MS, (leader) =>
      fetchFrom(leader, topic, partition, start),
    );
    const last = fetched.messages.at(-1);
    // A batch that compaction has emptied is answered, and kafkajs has no message to show for it.
    at = last === undefined ? at + 1n : endOf(last.batchContext);
    const records = committed(fetched)
      .map(toLogRecord)
      .filter(({ offset }) => offset >= start && offset < to);
    if (records.length > 0) yield records;
  }
}

function endOf({ firstOffset, lastOffsetDelta }: { firstOffset: string; lastOffsetDelta: number }): bigint {
  return BigInt(firstOffset) + BigInt(lastOffsetDelta) + 1n;
}

async function fetchFrom(leader: Broker, topic: string, partition: number, from: bigint) {
  const { responses } = await fetchInTurn(leader, {
    replicaId: -1,
    isolationLevel: READ_COMMITTED,
    maxWaitTime: 0,
    minBytes: 0,
    maxBytes: FETCH_BYTES,
    topics: [{ topic, partitions: [{ partition, fetchOffset: from.toString(), maxBytes: FETCH_BYTES }] }],
  });
  const found = responses[0]?.partitions[0];
  if (found === undefined) throw new Error(`The broker left ${topic} ${partition} out of its answer`);
  return found;
}
