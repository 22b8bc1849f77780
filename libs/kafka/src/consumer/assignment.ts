import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../kafka-error.js';
import { fetchOffsets } from '../read/fetch-offsets.js';
import type { Start, StopReason } from './batch-outcome.js';
import type { LogConsumerOptions } from './log-consumer-options.js';
import { outsideLog } from './outside-log.js';
import { PartitionState } from './partition-state.js';
import type { Reading } from './reading.js';

/** The partitions this member has now. Each is paused at once and read only when its start is known. */
export class Assignment {
  private states = new Map<number, PartitionState>();
  private inGroup = false;

  constructor(
    private readonly options: LogConsumerOptions,
    private readonly reading: Reading,
    /** Resolves when no batch of an older assignment is under way. */
    private readonly settled: () => Promise<void>,
  ) {}

  get all(): readonly PartitionState[] {
    return [...this.states.values()];
  }

  /** True from a join to the next rebalance or crash, with or without partitions. */
  get joined(): boolean {
    return this.inGroup;
  }

  get(partition: number): PartitionState | undefined {
    return this.states.get(partition);
  }

  /** False once the group has assigned anew: what an older assignment still has under way no longer counts. */
  holds(state: PartitionState): boolean {
    return this.states.get(state.partition) === state;
  }

  /** Called inside kafkajs's join, before it fetches anything: the pause holds from the first fetch on. */
  replace(partitions: readonly number[]): void {
    const states = new Map(partitions.map((partition) => [partition, new PartitionState(partition)]));
    this.states = states;
    this.inGroup = true;
    this.reading.pause(partitions);
    void this.start(states);
  }

  clear(): void {
    this.states = new Map();
    this.inGroup = false;
  }

  stop(state: PartitionState, reason: StopReason): void {
    if (!this.holds(state)) return;
    state.stopped = reason;
    state.backlog.clear();
    this.reading.pause([state.partition]);
    this.options.onStopped?.(state.partition, reason);
    this.log('error', 'A partition stands still', {
      partition: state.partition,
      ...reason,
      offset: reason.offset.toString(),
    });
  }

  private async start(states: ReadonlyMap<number, PartitionState>): Promise<void> {
    while (this.states === states && states.size > 0) {
      try {
        await this.begin(states);
        return;
      } catch (error) {
        this.log('warn', 'Where to start is not known yet, asking again', { error: messageOf(error) });
        await sleep(this.failed(states, error), undefined, { ref: false });
      }
    }
  }

  private failed(states: ReadonlyMap<number, PartitionState>, error: unknown): number {
    const unavailable = this.options.isUnavailable?.(error) ?? false;
    return Math.max(...[...states.values()].map((state) => state.failed(error, unavailable)));
  }

  private async begin(states: ReadonlyMap<number, PartitionState>): Promise<void> {
    const { kafka, topic, onAssigned } = this.options;
    await this.settled();
    const starts = await onAssigned([...states.keys()]);
    // Asked after the stored offsets, which other members move on: what they have handled is in the log by then.
    const offsets = new Map((await fetchOffsets(kafka, topic)).map((each) => [each.partition, each]));
    if (this.states !== states) return;
    for (const [partition, state] of states) {
      const start = starts.get(partition);
      const found = offsets.get(partition);
      if (start === undefined || found === undefined) {
        const reason = start === undefined ? 'No start is known for this partition' : `${topic} has no such partition`;
        this.stop(state, { category: 'unavailable', reason, offset: 0n });
        continue;
      }
      state.highWatermark = found.high;
      const stopped = start.kind === 'stop' ? start.reason : outsideLog(start.next, found);
      if (stopped === null && start.kind === 'next') this.read(state, start);
      else if (stopped !== null) this.stop(state, stopped);
    }
  }

  private read(state: PartitionState, { next }: Extract<Start, { kind: 'next' }>): void {
    state.movedTo(next);
    this.reading.seek(state.partition, next);
    this.reading.resume(state.partition);
  }

  private log(level: 'warn' | 'error', message: string, extra: Readonly<Record<string, unknown>>): void {
    this.options.kafka.config.logger?.(level, message, { topic: this.options.topic, ...extra });
  }
}
