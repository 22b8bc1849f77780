import { eventually } from '../../../../test/support/index.js';
import type { KafkaClient } from '../client/kafka-client.js';
import { fetchRecordBatch } from '../read/fetch-record-batch.js';
import { fetchPartitionOffsets } from '../read/fetch-offsets.js';
import { type LogRecord, toLogRecord } from '../read/log-record.js';

/** Every record that a `read_committed` reader sees in a partition once all transactions are ended, without the consumer under test. */
export async function readPartition(kafka: KafkaClient, topic: string, partition: number): Promise<LogRecord[]> {
  // A commit is answered before its markers are written.
  const { low, stable } = await eventually(async () => {
    const offsets = await fetchPartitionOffsets(kafka, topic, partition);
    if (offsets.stable !== offsets.high) throw new Error(`${topic} ${partition} has an open transaction`);
    return offsets;
  });
  return kafka.reader.onLeader(topic, partition, 60_000, async (leader) => {
    const records: LogRecord[] = [];
    for (let at = low; at < stable;) {
      const batch = await fetchRecordBatch(leader, topic, partition, at);
      if (batch === null) break;
      records.push(...batch.readable.map(toLogRecord));
      at = batch.next;
    }
    return records;
  });
}
