import type { KafkaClient } from '../client/kafka-client.js';
import { errorType } from '../kafka-error.js';
import { fetchRecordBatch } from './fetch-record-batch.js';
import { type LogRecord, toLogRecord } from './log-record.js';

/** The record at an offset; `null` where there is none to read: a marker, an aborted record, or outside the log. */
export async function readRecord(
  kafka: KafkaClient,
  topic: string,
  partition: number,
  offset: bigint,
  timeoutMs = 10_000,
): Promise<LogRecord | null> {
  if (offset < 0n) return null;
  return kafka.reader.onLeader(topic, partition, timeoutMs, async (leader) => {
    try {
      const batch = await fetchRecordBatch(leader, topic, partition, offset);
      const found = batch?.readable.find((message) => BigInt(message.offset) === offset);
      return found === undefined ? null : toLogRecord(found);
    } catch (error) {
      if (errorType(error) === 'OFFSET_OUT_OF_RANGE') return null;
      throw error;
    }
  });
}
