import { messageOf } from '../kafka-error.js';
import { fetchPartitionOffsets } from '../read/fetch-offsets.js';
import type { Assignment } from './assignment.js';
import { restOf } from './backlog.js';
import type { BatchOutcome } from './batch-outcome.js';
import { decide } from './decide.js';
import type { LogBatch } from './log-batch.js';
import type { LogConsumerOptions } from './log-consumer-options.js';
import { outsideLog } from './outside-log.js';
import type { PartitionState } from './partition-state.js';
import { fetchBytes, type Reading } from './reading.js';
import { Turns } from './turns.js';

export type Handle = (batch: LogBatch) => Promise<BatchOutcome>;

// Of a partition, beside what is being handled: the next fetch must come before this is used up.
const FETCHES_AHEAD = 2;

/** Hands what is fetched to the handler, as much at once as there is, and carries out what it answers. */
export class BatchHandling {
  private readonly turns: Turns;
  private readonly running = new Set<Promise<void>>();
  private closing = false;

  constructor(
    private readonly options: LogConsumerOptions,
    private readonly assignment: Assignment,
    private readonly reading: Reading,
    private readonly handle: Handle,
  ) {
    this.turns = new Turns(options.concurrency ?? 1);
  }

  /** Does not wait: more is fetched while this is handled, up to a limit. */
  take(state: PartitionState, batch: LogBatch): void {
    if (this.closing || !this.assignment.holds(state) || state.stopped !== null) return;
    state.backlog.add(batch);
    if (!state.full && state.backlog.bytes >= FETCHES_AHEAD * fetchBytes(this.options)) {
      state.full = true;
      this.reading.pause([state.partition]);
    }
    if (state.busy) return;
    state.busy = true;
    const run = this.work(state).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  /** Finishes the batches under way and takes no more. */
  async close(): Promise<void> {
    this.closing = true;
    await this.settled();
  }

  private async work(state: PartitionState): Promise<void> {
    for (let more = true; more;) more = await this.turns.run(() => this.next(state));
  }

  private async next(state: PartitionState): Promise<boolean> {
    // The group may have assigned anew meanwhile, or an earlier batch may have moved the position.
    const goesOn = !this.closing && this.assignment.holds(state) && state.stopped === null;
    const batch = goesOn ? state.backlog.take(fetchBytes(this.options)) : null;
    if (batch === null) return this.rest(state);
    this.fetchOn(state);
    state.highWatermark = batch.highWatermark;
    try {
      await this.carryOut(state, batch, await this.handleWithHeartbeat(batch));
      return true;
    } catch (error) {
      this.tryLater(state, batch, error);
      return this.rest(state);
    }
  }

  // At the moment that it is found out: what comes from now on needs somebody to work on it.
  private rest(state: PartitionState): false {
    state.busy = false;
    return false;
  }

  private fetchOn(state: PartitionState): void {
    if (!state.full) return;
    state.full = false;
    this.reading.resume(state.partition);
  }

  private async carryOut(state: PartitionState, batch: LogBatch, outcome: BatchOutcome): Promise<void> {
    const step = decide(batch, outcome);
    switch (step.kind) {
      case 'advance':
        state.movedTo(step.next);
        if (step.next <= batch.lastOffset) state.backlog.putBack(restOf(batch, step.next));
        this.reading.note(
          this.assignment.all.flatMap(({ partition, position }) =>
            position === null ? [] : [{ partition, next: position }],
          ),
        );
        return;
      case 'seek':
        if (step.verify && (await this.stoppedOutside(state, step.next))) return;
        state.movedTo(step.next);
        state.backlog.clear();
        if (!this.assignment.holds(state)) return;
        this.reading.seek(state.partition, step.next);
        this.fetchOn(state);
        return;
      case 'stop':
        this.assignment.stop(state, step.outcome.reason);
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
    state.backlog.clear();
    state.full = false;
    if (!this.assignment.holds(state)) return;
    this.reading.pause([state.partition]);
    this.reading.seek(state.partition, batch.firstOffset);
    setTimeout(() => {
      if (this.assignment.holds(state) && state.stopped === null) this.reading.resume(state.partition);
    }, pause).unref();
  }
}
