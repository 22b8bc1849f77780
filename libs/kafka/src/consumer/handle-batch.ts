import { messageOf } from '../kafka-error.js';
import { fetchPartitionOffsets } from '../read/fetch-offsets.js';
import type { Assignment } from './assignment.js';
import type { BatchOutcome } from './batch-outcome.js';
import { decide } from './decide.js';
import type { LogBatch } from './log-batch.js';
import type { LogConsumerOptions } from './log-consumer-options.js';
import { outsideLog } from './outside-log.js';
import type { PartitionState } from './partition-state.js';
import type { Reading } from './reading.js';

export type Handle = (batch: LogBatch) => Promise<BatchOutcome>;

/** Hands a batch to the handler and carries out what it answers. Says whether kafkajs may go on behind the batch. */
export class BatchHandling {
  constructor(
    private readonly options: LogConsumerOptions,
    private readonly assignment: Assignment,
    private readonly reading: Reading,
    private readonly handle: Handle,
  ) {}

  async run(state: PartitionState, batch: LogBatch): Promise<boolean> {
    return state.inTurn(async () => {
      // Between two batches of one fetch the group may have assigned anew, or an earlier batch may have moved the position.
      if (!this.assignment.holds(state) || state.stopped !== null) return false;
      state.highWatermark = batch.highWatermark;
      try {
        return await this.carryOut(state, batch, await this.handleWithHeartbeat(batch));
      } catch (error) {
        this.tryLater(state, batch, error);
        return false;
      }
    });
  }

  private async carryOut(state: PartitionState, batch: LogBatch, outcome: BatchOutcome): Promise<boolean> {
    const step = decide(batch, outcome);
    switch (step.kind) {
      case 'advance':
        state.movedTo(batch.lastOffset + 1n);
        this.reading.note(
          this.assignment.all.flatMap(({ partition, position }) =>
            position === null ? [] : [{ partition, next: position }],
          ),
        );
        return this.assignment.holds(state);
      case 'seek':
        if (step.verify && (await this.stoppedOutside(state, step.next))) return false;
        state.movedTo(step.next);
        if (this.assignment.holds(state)) this.reading.seek(state.partition, step.next);
        return false;
      case 'stop':
        this.assignment.stop(state, step.outcome.reason);
        return false;
    }
  }

  private async stoppedOutside(state: PartitionState, next: bigint): Promise<boolean> {
    const offsets = await fetchPartitionOffsets(this.options.kafka, this.options.topic, state.partition);
    const reason = outsideLog(next, offsets);
    if (reason !== null) this.assignment.stop(state, reason);
    return reason !== null;
  }

  private async handleWithHeartbeat(batch: LogBatch): Promise<BatchOutcome> {
    // A rebalance is noticed after the batch; its effects are guarded by the stored offset.
    const timer = setInterval(() => void batch.heartbeat().catch(() => undefined), 1_000);
    try {
      return await this.handle(batch);
    } finally {
      clearInterval(timer);
    }
  }

  // The pause leaves kafkajs free to fetch other partitions and to send heartbeats.
  private tryLater(state: PartitionState, batch: LogBatch, error: unknown): void {
    const pause = state.failed(error, this.options.isUnavailable?.(error) ?? false);
    this.options.kafka.config.logger?.('warn', 'A batch failed, trying again', {
      topic: batch.topic,
      partition: batch.partition,
      offset: batch.firstOffset.toString(),
      pause,
      error: messageOf(error),
    });
    if (!this.assignment.holds(state)) return;
    this.reading.pause([state.partition]);
    this.reading.seek(state.partition, batch.firstOffset);
    setTimeout(() => {
      if (this.assignment.holds(state) && state.stopped === null) this.reading.resume(state.partition);
    }, pause).unref();
  }
}
