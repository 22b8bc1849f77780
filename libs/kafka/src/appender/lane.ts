import type { AppendRecord } from './append-record.js';
import type { AppendRequest } from './append-request.js';

export interface Pending {
  readonly request: AppendRequest;
  readonly index: number;
  readonly record: AppendRecord;
  readonly bytes: number;
}

/** What waits for one partition, first come first served. What is taken stays until it is acknowledged. */
export class Lane {
  private waiting: Pending[] = [];
  private load = 0;

  constructor(readonly partition: number) {}

  get empty(): boolean {
    return this.waiting.length === 0;
  }

  /** Of all that waits. */
  get bytes(): number {
    return this.load;
  }

  push(pending: Pending): void {
    this.waiting.push(pending);
    this.load += pending.bytes;
  }

  /** Drops what has passed its deadline, then shows what goes first: at least one record, up to both limits. */
  head(maxBytes: number, maxRecords: number): readonly Pending[] {
    if (this.waiting.some((each) => each.request.over)) {
      this.waiting = this.waiting.filter((each) => !each.request.over);
      this.load = bytesOf(this.waiting);
    }
    let bytes = 0;
    let count = 0;
    for (const pending of this.waiting) {
      bytes += pending.bytes;
      if (count > 0 && (bytes > maxBytes || count >= maxRecords)) break;
      count += 1;
    }
    return this.waiting.slice(0, count);
  }

  /** Forgets the first `count`, which are in the log. */
  acknowledged(count: number): void {
    this.load -= bytesOf(this.waiting.splice(0, count));
  }
}

function bytesOf(pending: readonly Pending[]): number {
  return pending.reduce((sum, { bytes }) => sum + bytes, 0);
}
