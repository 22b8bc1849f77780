import type { LogBatch } from './log-batch.js';

/** What has been fetched of a partition while the batch before it is handled. */
export class Backlog {
  private batches: LogBatch[] = [];
  private size = 0;

  /** Of keys and values. */
  get bytes(): number {
    return this.size;
  }

  add(batch: LogBatch): void {
    this.batches.push(batch);
    this.size += sizeOf(batch);
  }

  /** As one batch, as far as there is no gap and no more than so many bytes beside the first; `null` if there is nothing. */
  take(bytes = Infinity): LogBatch | null {
    const [first, ...others] = this.batches;
    if (first === undefined) return null;
    let { lastOffset, highWatermark } = first;
    const records = [first.records];
    let size = sizeOf(first);
    for (const batch of others) {
      size += sizeOf(batch);
      if (batch.firstOffset !== lastOffset + 1n || size > bytes) break;
      records.push(batch.records);
      ({ lastOffset, highWatermark } = batch);
    }
    this.batches = this.batches.slice(records.length);
    this.size = this.batches.reduce((sum, batch) => sum + sizeOf(batch), 0);
    return records.length === 1 ? first : { ...first, records: records.flat(), lastOffset, highWatermark };
  }

  /** Before everything else. */
  putBack(batch: LogBatch): void {
    this.batches.unshift(batch);
    this.size += sizeOf(batch);
  }

  clear(): void {
    this.batches = [];
    this.size = 0;
  }
}

function sizeOf({ records }: LogBatch): number {
  return records.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0);
}

/** What of a batch stands at this offset or behind it. */
export function restOf(batch: LogBatch, next: bigint): LogBatch {
  return { ...batch, firstOffset: next, records: batch.records.filter(({ offset }) => offset >= next) };
}
