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
  private millis = 0;
  private upToMillis = '';

  constructor(private readonly source: TimeSource = machine) {}

  next(): Instant {
    const wall = this.source.wall();
    const steady = this.source.steady();
    if (Math.abs(wall - steady - this.shift) > LARGEST_DRIFT_MS) this.shift = wall - steady;
    this.last = Math.max(Math.floor((steady + this.shift) * 1_000), this.last + 1);
    return this.write(Math.floor(this.last / 1_000), this.last % 1_000);
  }

  /** Many events share a millisecond, and writing a date costs more than all else here. */
  private write(millis: number, micros: number): Instant {
    if (millis !== this.millis) {
      this.millis = millis;
      this.upToMillis = instantOf(millis).slice(0, 23);
    }
    return `${this.upToMillis}${String(micros).padStart(3, '0')}Z`;
  }
}
