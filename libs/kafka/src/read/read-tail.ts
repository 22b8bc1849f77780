import type { Broker } from '../client/cluster.js';
import type { KafkaClient } from '../client/kafka-client.js';
import { fetchRecordBatch } from './fetch-record-batch.js';
import type { PartitionOffsets } from './fetch-offsets.js';
import { type LogRecord, toLogRecord } from './log-record.js';

/** `lost`: the log no longer reaches back to its start and holds no committed record. */
export type Tail = (
  { readonly kind: 'record'; readonly record: LogRecord } | { readonly kind: 'empty' } | { readonly kind: 'lost' }
) & {
  /** What stands behind it and was aborted, the last first. */
  readonly aborted: readonly LogRecord[];
};

/** The last committed record of a partition, stepping back over markers and aborted records: two fetches as a rule. */
export async function readTail(
  kafka: KafkaClient,
  topic: string,
  offsets: PartitionOffsets,
  timeoutMs = 30_000,
): Promise<Tail> {
  const { partition } = offsets;
  return kafka.reader.onLeader(topic, partition, timeoutMs, (leader) => stepBack(leader, topic, partition, offsets));
}

async function stepBack(
  leader: Broker,
  topic: string,
  partition: number,
  { low, stable }: PartitionOffsets,
): Promise<Tail> {
  const aborted: LogRecord[] = [];
  for (let at = stable - 1n; at >= low;) {
    const batch = await fetchRecordBatch(leader, topic, partition, at);
    // Below the last stable offset every fetch finds a batch. Going on without one would be guessing.
    if (batch === null || batch.first > at)
      throw new Error(`Nothing readable at ${topic} ${partition}@${at}, below ${stable}`);
    const record = batch.readable.findLast((message) => BigInt(message.offset) <= at);
    if (record !== undefined) return { kind: 'record', record: toLogRecord(record), aborted };
    aborted.push(...batch.aborted.map(toLogRecord).reverse());
    at = batch.first - 1n;
  }
  return { kind: low > 0n ? 'lost' : 'empty', aborted };
}
