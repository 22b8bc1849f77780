import { fetchOffsets } from '../read/fetch-offsets.js';
import type { Assignment } from './assignment.js';
import type { LogConsumerOptions } from './log-consumer-options.js';
import { outsideLog } from './outside-log.js';
import type { PartitionState } from './partition-state.js';
import { within } from '../within.js';

const LOOK_MS = 5_000;
const STALL_MS = 60_000;
const UNAVAILABLE_MS = 600_000;
const KNOWN_AGAIN_EVERY = 6;
const KNOWN_AGAIN_MS = 10_000;

/** Notices what kafkajs does not tell: a jump to the end, another log under the same name, and standing still although there is lag. */
export class Watchdog {
  private timer: NodeJS.Timeout | undefined;
  private looks = 0;
  /** By partition; outlives assignments, or a group that never settles would never stand still. */
  private readonly still = new Map<number, { readonly position: bigint | null; readonly since: number }>();
  private outsideGroupSince: number | null = null;

  constructor(
    private readonly options: LogConsumerOptions,
    private readonly assignment: Assignment,
    private readonly onStalled: (error: Error) => void,
  ) {}

  start(): void {
    const look = async (): Promise<void> => {
      // Kafka not answering is no stall: there is nothing a new process could do better.
      await this.look().catch(() => this.forgive());
      if (this.timer !== undefined) this.timer = setTimeout(() => void look(), this.options.watchInterval ?? LOOK_MS);
    };
    this.timer = setTimeout(() => void look(), this.options.watchInterval ?? LOOK_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    const { kafka, topic, stallTimeout = STALL_MS } = this.options;
    const before = this.assignment.all.map((state) => ({ state, position: state.position }));
    const offsets = new Map((await fetchOffsets(kafka, topic)).map((each) => [each.partition, each]));
    this.outsideGroupSince = this.assignment.joined ? null : (this.outsideGroupSince ?? Date.now());
    if (this.outsideGroupSince !== null)
      this.endAfter(stallTimeout, this.outsideGroupSince, `This member has been in no group for ${topic}`);
    for (const { state, position } of before) {
      const found = offsets.get(state.partition);
      if (found === undefined || !this.assignment.holds(state) || state.stopped !== null) continue;
      state.highWatermark = found.high;
      const outside = position === null ? null : outsideLog(position, found);
      const lag = found.stable - (position ?? found.low);
      if (outside !== null) this.assignment.stop(state, outside);
      else if (lag <= 0n || state.position !== position) this.moves(state);
      else this.stands(state, lag);
    }
    this.looks += 1;
    if (this.looks % KNOWN_AGAIN_EVERY === 0) await this.knowAgain();
  }

  private stands(state: PartitionState, lag: bigint): void {
    const { topic, stallTimeout = STALL_MS, unavailableTimeout = UNAVAILABLE_MS } = this.options;
    const known = this.still.get(state.partition);
    const same = known !== undefined && (known.position ?? state.position) === (state.position ?? known.position);
    const since = same ? known.since : Date.now();
    this.still.set(state.partition, { position: state.position ?? known?.position ?? null, since });
    state.stillSince = since;
    const limit = state.failure?.unavailable === true ? unavailableTimeout : stallTimeout;
    const why = state.failure === null ? '' : ` (${state.failure.message})`;
    this.endAfter(
      limit,
      since,
      `Partition ${state.partition} of ${topic}, with ${lag} records to go, stands still${why}`,
    );
  }

  private moves(state: PartitionState): void {
    this.still.delete(state.partition);
    state.stillSince = null;
  }

  private endAfter(limit: number, since: number, message: string): void {
    const ms = Date.now() - since;
    if (ms >= limit) this.onStalled(new Error(`${message} for ${ms} ms`));
  }

  /** A log may be replaced by another that is as long: then nothing is outside, and nothing may come for a long time. */
  private async knowAgain(): Promise<void> {
    const states = this.assignment.all.filter(({ position, stopped }) => position !== null && stopped === null);
    const asked = this.options.onAssigned(states.map(({ partition }) => partition));
    // Whoever cannot answer now is asked again.
    const starts = await within(asked, KNOWN_AGAIN_MS, 'Knowing the log again').catch(() => null);
    for (const state of states) {
      const start = starts?.get(state.partition);
      if (start?.kind === 'stop') this.assignment.stop(state, start.reason);
    }
  }

  private forgive(): void {
    this.outsideGroupSince = null;
    this.still.clear();
    for (const state of this.assignment.all) state.stillSince = null;
  }
}
