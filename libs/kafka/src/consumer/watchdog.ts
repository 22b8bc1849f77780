import { fetchOffsets } from '../read/fetch-offsets.js';
import type { Assignment } from './assignment.js';
import type { LogConsumerOptions } from './log-consumer-options.js';
import { outsideLog } from './outside-log.js';

/** Notices what kafkajs does not tell: a jump to the end, and a consumer that stands still although there is lag. */
export class Watchdog {
  private timer: NodeJS.Timeout | undefined;
  /** Since when each lagging partition has stood where it stands; `group` since when this member is in no group. */
  private readonly still = new Map<number | 'group', { readonly position: bigint | null; readonly since: number }>();

  constructor(
    private readonly options: LogConsumerOptions,
    private readonly assignment: Assignment,
    private readonly onStalled: (error: Error) => void,
  ) {}

  start(): void {
    const look = async (): Promise<void> => {
      // Kafka not answering is no stall: there is nothing a new process could do better.
      await this.look().catch(() => this.still.clear());
      if (this.timer !== undefined) this.timer = setTimeout(() => void look(), this.options.watchInterval ?? 5_000);
    };
    this.timer = setTimeout(() => void look(), this.options.watchInterval ?? 5_000);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    const { kafka, topic } = this.options;
    const before = this.assignment.all.map((state) => ({ state, position: state.position }));
    const offsets = new Map((await fetchOffsets(kafka, topic)).map((each) => [each.partition, each]));
    if (this.assignment.joined) this.still.delete('group');
    else this.stands('group', null, `This member has been in no group for ${topic}`);
    for (const { state, position } of before) {
      const found = offsets.get(state.partition);
      if (found === undefined || !this.assignment.holds(state) || state.stopped !== null) continue;
      state.highWatermark = found.high;
      const outside = position === null ? null : outsideLog(position, found);
      const lag = found.stable - (position ?? found.low);
      if (outside !== null) this.assignment.stop(state, outside);
      else if (lag <= 0n) this.still.delete(state.partition);
      else
        this.stands(
          state.partition,
          position,
          `Partition ${state.partition} of ${topic}, with ${lag} records to go, stands still`,
        );
    }
  }

  private stands(what: number | 'group', position: bigint | null, message: string): void {
    const known = this.still.get(what);
    if (known === undefined || known.position !== position) {
      this.still.set(what, { position, since: Date.now() });
      return;
    }
    const ms = Date.now() - known.since;
    if (ms >= (this.options.stallTimeout ?? 60_000)) this.onStalled(new Error(`${message} for ${ms} ms`));
  }
}
