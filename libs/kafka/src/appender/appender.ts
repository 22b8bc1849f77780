import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Producer } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';
import { messageOf } from '../kafka-error.js';
import { partitionOf } from '../partition-of.js';
import { within } from '../within.js';
import { type AppendRecord, type AppendResult, BATCH_OVERHEAD, recordBytes } from './append-record.js';
import { type AppendLimit, AppendRequest } from './append-request.js';
import { type CallLimits, type CallPart, formCall } from './call.js';
import { AppenderClosed, AppenderFull, RecordTooLarge } from './errors.js';
import { Lane } from './lane.js';
import { sendCall } from './send-call.js';

export interface AppenderOptions {
  readonly kafka: KafkaClient;
  readonly topic: string;
  /** How many the topic has: the appender chooses by key itself, to form calls by partition. */
  readonly partitions: number;
  /** The topic's `max.message.bytes`, as `ensureTopics` found it. */
  readonly maxMessageBytes?: number;
  /** How long one Produce call may take before it is given up and sent again, in milliseconds. */
  readonly callTimeout?: number;
  /** What may wait, in bytes of records; 64 MiB unless given. */
  readonly maxWaitingBytes?: number | undefined;
  /** A call failed, and the same is sent again. */
  readonly onRetry?: () => void;
}

export interface AppendFailure {
  readonly message: string;
  /** Of the first failure in a row, in milliseconds since 1970. */
  readonly since: number;
}

export interface Appender {
  /**
   * Resolves with where each record stands once all in-sync replicas have it, in the order given. Records of one
   * partition keep their order. Rejects with `AppendTimeout` (outcome unknown, safe to repeat), `RecordTooLarge`,
   * `AppenderFull` or `AppenderClosed` (nothing sent).
   */
  append(records: readonly AppendRecord[], limit: AppendLimit): Promise<AppendResult[]>;
  /** Why what waits is not taken; `null` while it is, or nothing waits. */
  readonly failure: AppendFailure | null;
  /** What is not acknowledged so far, in bytes of records. */
  readonly waitingBytes: number;
  /** Takes nothing more, and resolves when what it has is acknowledged or past its deadline. */
  close(): Promise<void>;
}

export function createAppender(options: AppenderOptions): Appender {
  return new GroupAppender(options);
}

const GROUP_BYTES = 900_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

// kafkajs copies a partition's messages once for each of them, so their number is capped too.
const GROUP_RECORDS = 2_000;
const CALL_BYTES = 8_000_000;
const WAITING_BYTES = 64 * 1024 * 1024;

/** One call under way; what arrives meanwhile forms the next. After any error the producer is replaced and the same is sent again. */
class GroupAppender implements Appender {
  private readonly lanes: readonly Lane[];
  private readonly limits: CallLimits;
  private readonly maxRecordBytes: number;
  private readonly callTimeout: number;
  private producer: Promise<Producer> | undefined;
  private sending: Promise<void> | undefined;
  private turn = 0;
  private closed = false;
  private failing: AppendFailure | null = null;

  constructor(private readonly options: AppenderOptions) {
    this.lanes = Array.from({ length: options.partitions }, (_, partition) => new Lane(partition));
    this.maxRecordBytes = (options.maxMessageBytes ?? 1_048_576) - BATCH_OVERHEAD;
    this.limits = {
      partitionBytes: Math.min(GROUP_BYTES, this.maxRecordBytes),
      partitionRecords: GROUP_RECORDS,
      totalBytes: CALL_BYTES,
    };
    this.callTimeout = options.callTimeout ?? 5_000;
  }

  get failure(): AppendFailure | null {
    return this.failing;
  }

  get waitingBytes(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.bytes, 0);
  }

  async append(records: readonly AppendRecord[], limit: AppendLimit): Promise<AppendResult[]> {
    if (this.closed) throw new AppenderClosed();
    if (records.length === 0) return [];
    const sized = records.map((record, index) => ({
      record,
      index,
      bytes: this.sizeOf(record, index),
      lane: this.laneOf(record),
    }));
    this.checkRoom(sized.reduce((sum, { bytes }) => sum + bytes, 0));
    const request = new AppendRequest(records.length, limit);
    for (const { lane, record, index, bytes } of sized) lane.push({ request, record, index, bytes });
    this.sending ??= this.sendAll();
    return request.done;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.sending;
    await this.producer?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  // What is larger than all the room there is goes alone.
  private checkRoom(bytes: number): void {
    const waiting = this.waitingBytes;
    const room = this.options.maxWaitingBytes ?? WAITING_BYTES;
    if (waiting > 0 && waiting + bytes > room)
      throw new AppenderFull(`${waiting} bytes wait for ${this.options.topic}`);
  }

  private sizeOf(record: AppendRecord, index: number): number {
    const bytes = recordBytes(record);
    if (bytes > this.maxRecordBytes) throw new RecordTooLarge(index, bytes, this.maxRecordBytes);
    return bytes;
  }

  private laneOf({ key, partition = partitionOf(key, this.options.partitions) }: AppendRecord): Lane {
    const lane = this.lanes[partition];
    if (lane === undefined) throw new RangeError(`${this.options.topic} has no partition ${partition}`);
    return lane;
  }

  private async sendAll(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    // Requests that arrive in the same turn of the event loop share the first call.
    await new Promise(setImmediate);
    for (;;) {
      const parts = formCall(this.lanes, this.turn, this.limits);
      if (parts.length === 0) break;
      if (await this.send(parts)) {
        this.failing = null;
        pause = FIRST_PAUSE_MS;
        this.turn = (this.turn + 1) % this.lanes.length;
      } else {
        await sleep(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
    this.failing = null;
    this.sending = undefined;
  }

  private async send(parts: readonly CallPart[]): Promise<boolean> {
    const connected = (this.producer ??= this.connect());
    try {
      const producer = await within(connected, this.callTimeout, 'Connecting');
      const bases = await sendCall(producer, this.options.topic, parts, this.callTimeout);
      for (const part of parts) acknowledge(part, bases.get(part.lane.partition));
      return true;
    } catch (error) {
      this.options.kafka.config.logger?.('warn', 'Appending failed, sending again', { error: messageOf(error) });
      this.options.onRetry?.();
      this.failing = { message: messageOf(error), since: this.failing?.since ?? Date.now() };
      this.producer = undefined;
      void connected.then((producer) => producer.disconnect()).catch(() => undefined);
      return false;
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.options.kafka.native().producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
    });
    await producer.connect();
    return producer;
  }
}

function acknowledge({ lane, pending }: CallPart, base: bigint | undefined): void {
  if (base === undefined) throw new Error(`No offset for partition ${lane.partition}`);
  lane.acknowledged(pending.length);
  pending.forEach(({ request, index }, at) => {
    request.acknowledge(index, { partition: lane.partition, offset: base + BigInt(at) });
  });
}
