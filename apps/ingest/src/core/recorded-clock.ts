import { instantOf, type Instant } from '#contracts';

const LARGEST_DRIFT_MS = 10;

export interface TimeSource {
  /** Milliseconds since 1970, as the machine's clock has it: it may be set back. */
  readonly wall: () => number;
  /** Milliseconds with a fraction that never go back. */
  readonly steady: () => number;
}

const machine: TimeSource = { wall: () => Date.now(), steady: () => performance.timeOrigin + performance.now() };

/** Instants in microseconds, each later than the one before; near the machine's clock, also after that was set. */
export class RecordedClock {
  private last = 0;
  private shift = 0;

  constructor(private readonly source: TimeSource = machine) {}

  next(): Instant {
    const wall = this.source.wall();
    const steady = this.source.steady();
    if (Math.abs(wall - steady - this.shift) > LARGEST_DRIFT_MS) this.shift = wall - steady;
    this.last = Math.max(Math.floor((steady + this.shift) * 1_000), this.last + 1);
    return instantOf(Math.floor(this.last / 1_000), this.last % 1_000);
  }
}
