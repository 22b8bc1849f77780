import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { LockedPartitions } from '../ownership/locked-partitions.js';
import type { Heads } from '../publishing/heads.js';
import type { PartitionStates } from '../publishing/partition-states.js';
import { stallOf } from './stall.js';

const LOOK_MS = 5_000;
/** Every step has a shorter time-out of its own; what takes longer hangs. */
const LONGEST_LOOP_MS = 60_000;

/** Never alive, healthy and dead: a loop that hangs ends the process, and whoever supervises it starts another. */
export class Watchdog implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly states: PartitionStates,
    private readonly heads: Heads,
    private readonly locked: LockedPartitions,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.endIfStalled(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** What hangs, and for how long; `null` if nothing does. */
  stalled(now = Date.now(), share = 1): string | null {
    if (now - this.heads.seenAt > LONGEST_LOOP_MS * share) return 'nobody looks for what there is to publish';
    for (const state of this.states.owned) {
      const stall = stallOf(state, this.heads.of(state.partition), now, share);
      if (stall !== null) return stall;
    }
    // A connection that is lost waits for partitions under way to end, which have their own limits.
    const waits = this.states.owned.length > 0;
    return now - this.locked.seenAt > LONGEST_LOOP_MS * share && !waits
      ? 'nobody looks for partitions to publish'
      : null;
  }

  private endIfStalled(): void {
    const stall = this.stalled();
    if (stall === null) return;
    new Logger(Watchdog.name).fatal(stall);
    process.exit(1);
  }
}
