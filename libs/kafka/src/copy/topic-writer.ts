import type { IHeaders, Producer } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';
import type { LogRecord } from '../read/log-record.js';
import { byPartition } from '../produce/by-partition.js';
import { within } from '../within.js';

const CALL_BYTES = 900_000;
const CALL_RECORDS = 2_000;
const CALL_MS = 30_000;

/** What a record was to stand at, and what was answered, differ: somebody else writes there. */
class NotWhereExpected extends Error {
  override readonly name = 'NotWhereExpected';
}

/**
 * Writes records to the offsets that they bear, which must be the next ones there. One call in flight and none repeated:
 * after an error what is in the topic must be read before anything more is written.
 */
export class TopicWriter {
  private constructor(private readonly producer: Producer) {}

  static async open(kafka: KafkaClient): Promise<TopicWriter> {
    const producer = kafka.native().producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
    });
    await within(producer.connect(), CALL_MS, 'Connecting');
    return new TopicWriter(producer);
  }

  /** @throws NotWhereExpected */
  async write(topic: string, partition: number, records: readonly LogRecord[]): Promise<void> {
    for (const call of calls(records)) await this.send(topic, partition, call);
  }

  async close(): Promise<void> {
    await within(this.producer.disconnect(), CALL_MS, 'Disconnecting').catch(() => undefined);
  }

  private async send(topic: string, partition: number, records: readonly LogRecord[]): Promise<void> {
    const messages = byPartition(
      records.map(({ key, value, headers, timestamp }) => ({
        key,
        value,
        partition,
        timestamp: String(timestamp),
        headers: toHeaders(headers),
      })),
    );
    const sent = this.producer.send({ acks: -1, timeout: CALL_MS, topic, messages });
    const [answer] = await within(sent, CALL_MS, `Writing to ${topic}`);
    const [first] = records;
    if (answer?.errorCode !== 0 || answer.baseOffset !== first?.offset.toString()) {
      const stands = answer?.baseOffset ?? 'nowhere';
      throw new NotWhereExpected(`${topic} ${partition}@${first?.offset ?? ''} was written at ${stands}`);
    }
  }
}

function* calls(records: readonly LogRecord[]): Generator<readonly LogRecord[]> {
  let from = 0;
  let bytes = 0;
  for (const [at, record] of records.entries()) {
    const size = sizeOf(record);
    if (at > from && (bytes + size > CALL_BYTES || at - from === CALL_RECORDS)) {
      yield records.slice(from, at);
      [from, bytes] = [at, 0];
    }
    bytes += size;
  }
  if (from < records.length) yield records.slice(from);
}

function sizeOf({ key, value, headers }: LogRecord): number {
  let bytes = 60 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, content] of Object.entries(headers))
    for (const each of [content].flat()) bytes += 10 + name.length * 3 + each.length;
  return bytes;
}

function toHeaders(headers: LogRecord['headers']): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.isBuffer(value) ? value : [...value]]),
  );
}
