import type { LogBatch } from '#kafka';

const FIRST = 64;
const MOST = 10_000;
const SHORT_MS = 1_000;
const LONG_MS = 3_000;

/**
 * How much of a batch one transaction takes: about as much as is done in a second or three. Most events take less than a
 * millisecond; a merge of large incidents may take hundreds. A new process begins with little, since it may be the one
 * that follows a process that took too much.
 */
export class Stretch {
  private readonly records = new Map<number, number>();

  /** The beginning of the batch, or all of it. */
  of(batch: LogBatch): LogBatch {
    const most = this.records.get(batch.partition) ?? FIRST;
    const last = batch.records[most - 1];
    if (last === undefined || most === batch.records.length) return batch;
    return { ...batch, records: batch.records.slice(0, most), lastOffset: last.offset };
  }

  /** @param ms how long the transaction took, whether or not anything came of it. */
  took({ partition, records }: LogBatch, ms: number): void {
    const most = this.records.get(partition) ?? FIRST;
    if (ms > LONG_MS) this.records.set(partition, Math.max(1, Math.min(most, records.length) >> 1));
    else if (ms < SHORT_MS && records.length >= most) this.records.set(partition, Math.min(MOST, 2 * most));
  }
}
