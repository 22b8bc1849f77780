import { fetchOffsets } from '../read/fetch-offsets.js';
import type { Assignment } from './assignment.js';
import type { LogConsumerOptions } from './log-consumer-options.js';
import { outsideLog } from './outside-log.js';

/** Notices what kafkajs does not tell: a jump to the end, and a consumer that stands still although there is lag. */
export class Watchdog {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: LogConsumerOptions,
    private readonly assignment: Assignment,
    private readonly onStalled: (error: Error) => void,
  ) {}

  start(): void {
    const look = async (): Promise<void> => {
      // Kafka not answering is no stall: there is nothing a new process could do better.
      await this.look().catch(() => undefined);
      if (this.timer !== undefined) this.timer = setTimeout(() => void look(), this.options.watchInterval ?? 5_000);
    };
    this.timer = setTimeout(() => void look(), this.options.watchInterval ?? 5_000);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    const before = this.assignment.all.map((state) => ({ state, position: state.position }));
    const offsets = new Map(
      (await fetchOffsets(this.options.kafka, this.options.topic)).map((each) => [each.partition, each]),
    );
    for (const { state, position } of before) {
      const found = offsets.get(state.partition);
      if (found === undefined || !this.assignment.holds(state) || state.stopped !== null) continue;
      state.highWatermark = found.high;
      const outside = position === null ? null : outsideLog(position, found);
      if (outside !== null) this.assignment.stop(state, outside);
      else if ((position ?? found.low) >= found.stable) state.movedAt = Date.now();
      else this.checkStall(state.partition, state.movedAt, found.stable - (position ?? found.low));
    }
  }

  private checkStall(partition: number, movedAt: number, lag: bigint): void {
    const still = Date.now() - movedAt;
    if (still < (this.options.stallTimeout ?? 60_000)) return;
    this.onStalled(
      new Error(
        `Partition ${partition} of ${this.options.topic} stands still for ${still} ms with ${lag} records to go`,
      ),
    );
  }
}
