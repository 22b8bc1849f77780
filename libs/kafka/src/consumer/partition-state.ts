import { Backlog } from './backlog.js';
import type { StopReason } from './batch-outcome.js';
import { messageOf } from '../kafka-error.js';
import type { BatchFailure, PartitionStatus } from './log-consumer-options.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What the consumer knows of one assigned partition. Thrown away when the partition is assigned anew. */
export class PartitionState {
  position: bigint | null = null;
  highWatermark: bigint | null = null;
  stopped: StopReason | null = null;
  failure: BatchFailure | null = null;
  /** Since when it has stood where it stands although there is lag, in milliseconds since 1970. */
  stillSince: number | null = null;
  readonly backlog = new Backlog();
  /** Nothing more is fetched until what there is has been taken. */
  full = false;
  /** Somebody works on what there is. */
  busy = false;
  private failures = 0;

  constructor(readonly partition: number) {}

  movedTo(next: bigint): void {
    this.position = next;
    this.failures = 0;
    this.failure = null;
    this.stillSince = null;
  }

  /** How long to wait before the next attempt, growing with each failure since it last moved. */
  failed(error: unknown, unavailable: boolean): number {
    this.failures += 1;
    this.failure = { message: messageOf(error), since: this.failure?.since ?? Date.now(), unavailable };
    return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.failures - 1, 10), LONGEST_PAUSE_MS);
  }

  status(): PartitionStatus {
    const { partition, position, highWatermark, stopped, failure, stillSince } = this;
    return { partition, position, highWatermark, stopped, failure, stillSince };
  }
}
