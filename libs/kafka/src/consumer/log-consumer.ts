import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { Assignment } from './assignment.js';
import { type BatchOutcome, isBatchOutcome } from './batch-outcome.js';
import { BatchHandling } from './handle-batch.js';
import { type LogBatch, toLogBatch } from './log-batch.js';
import { LogBatchContext } from './log-batch-context.js';
import type { LogConsumerOptions, PartitionStatus } from './log-consumer-options.js';
import { createConsumer, fetchBytes, Reading } from './reading.js';
import { Watchdog } from './watchdog.js';

/**
 * Reads one topic in batches for one Nest handler, which stores the offset itself and answers a `BatchOutcome`. A handler
 * that throws gets the same place of the log again.
 */
export class LogConsumer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('log-consumer');
  override readonly propagatesEventHandlerErrors = true;
  private readonly consumer: Consumer;
  private readonly reading: Reading;
  private readonly assignment: Assignment;
  private readonly handling: BatchHandling;
  private readonly watchdog: Watchdog;
  private isConnected = false;
  private closing: Promise<void> | undefined;
  private diedOf: Error | null = null;

  constructor(private readonly options: LogConsumerOptions) {
    super();
    this.consumer = createConsumer({
      kafka: options.kafka,
      groupId: options.groupId,
      sessionTimeout: options.sessionTimeout ?? 10_000,
      maxBytesPerPartition: fetchBytes(options),
    });
    this.reading = new Reading(this.consumer, options.topic);
    const { topic, pattern = topic } = options;
    this.assignment = new Assignment(options, this.reading, () => this.handling.settled());
    this.handling = new BatchHandling(options, this.assignment, this.reading, (batch) => this.handle(pattern, batch));
    this.watchdog = new Watchdog(options, this.assignment, (error) => this.dead(error));
  }

  /** In the group, as far as the client knows. */
  get connected(): boolean {
    return this.isConnected;
  }

  /** Why nothing more will come of it; the process is about to end. */
  get death(): Error | null {
    return this.diedOf;
  }

  /** Of every partition assigned to this member. */
  partitions(): PartitionStatus[] {
    return this.assignment.all.map((state) => state.status()).sort((a, b) => a.partition - b.partition);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.begin();
      callback();
    } catch (error) {
      this.watchdog.stop();
      callback(error);
    }
  }

  /** Finishes the batches under way, leaves the group and disconnects. */
  async close(): Promise<void> {
    this.closing ??= this.end();
    await this.closing;
  }

  on(): never {
    throw new Error('LogConsumer has no events of its own');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private async begin(): Promise<void> {
    const { topic, pattern = topic } = this.options;
    if (this.getHandlerByPattern(pattern) === null) throw new Error(`No handler for ${pattern}`);
    this.observe();
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [topic], fromBeginning: true });
    this.watchdog.start();
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  private observe(): void {
    const { GROUP_JOIN, START_BATCH_PROCESS, CRASH, REBALANCING, DISCONNECT } = this.consumer.events;
    const { topic } = this.options;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.isConnected = true;
      this.assignment.replace(payload.memberAssignment[topic] ?? []);
    });
    // A fetch of markers and aborted records alone never reaches `eachBatch`; kafkajs goes on behind it by itself.
    this.consumer.on(START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.markersOnly(payload);
    });
    this.consumer.on(REBALANCING, () => this.assignment.clear());
    // A run loop that has ended without a crash is in no group either, and the watchdog counts from here.
    this.consumer.on(DISCONNECT, () => {
      this.isConnected = false;
      this.assignment.clear();
    });
    this.consumer.on(CRASH, ({ payload }) => {
      this.isConnected = false;
      this.assignment.clear();
      if (!payload.restart) this.dead(payload.error);
    });
  }

  // kafkajs fetches nothing while it waits for this: what is to be done is done beside it, and it goes on behind the batch.
  private eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const state = this.assignment.get(batch.partition);
    if (state !== undefined && !payload.isStale()) {
      this.handling.take(
        state,
        toLogBatch(batch, () => payload.heartbeat()),
      );
      payload.resolveOffset(batch.lastOffset());
    }
    return Promise.resolve();
  }

  private markersOnly({
    partition,
    firstOffset,
    lastOffset,
    highWatermark,
  }: {
    partition: number;
    firstOffset: string | null;
    lastOffset: string;
    highWatermark: string;
  }): void {
    const state = this.assignment.get(partition);
    if (state === undefined) return;
    this.handling.take(state, {
      topic: this.options.topic,
      partition,
      firstOffset: BigInt(firstOffset ?? lastOffset),
      lastOffset: BigInt(lastOffset),
      highWatermark: BigInt(highWatermark),
      records: [],
      heartbeat: () => Promise.resolve(),
    });
  }

  private async handle(pattern: string, batch: LogBatch): Promise<BatchOutcome> {
    const handler = this.getHandlerByPattern(pattern);
    const context = new LogBatchContext([batch.topic, batch.partition]);
    const answer: unknown = await handler?.(batch, context);
    const outcome: unknown = isObservable(answer) ? await lastValueFrom(answer) : answer;
    if (!isBatchOutcome(outcome)) throw new Error(`The handler of ${pattern} answered no BatchOutcome`);
    return outcome;
  }

  private async end(): Promise<void> {
    this.watchdog.stop();
    await this.handling.close();
    await this.consumer.disconnect();
    this.assignment.clear();
  }

  private dead(error: Error): void {
    if (this.closing !== undefined) return;
    this.diedOf = error;
    this.watchdog.stop();
    if (this.options.onDead !== undefined) {
      this.options.onDead(error);
      return;
    }
    this.logger.error(error);
    process.exit(1);
  }
}
