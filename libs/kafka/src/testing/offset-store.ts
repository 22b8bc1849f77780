import type { BatchOutcome, Start } from '../consumer/batch-outcome.js';
import type { LogBatch } from '../consumer/log-batch.js';

/** What the projector does in PostgreSQL, in memory: a batch counts only where it continues the stored offset. */
export class OffsetStore {
  readonly applied: { readonly at: string; readonly value: string }[] = [];
  readonly batches: Pick<LogBatch, 'partition' | 'firstOffset' | 'lastOffset'>[] = [];
  private readonly next = new Map<number, bigint>();

  nextOf(partition: number): bigint {
    return this.next.get(partition) ?? 0n;
  }

  moveTo(partition: number, next: bigint): void {
    this.next.set(partition, next);
  }

  readonly starts = (partitions: readonly number[]): Promise<Map<number, Start>> =>
    Promise.resolve(
      new Map(partitions.map((partition) => [partition, { kind: 'next', next: this.nextOf(partition) }])),
    );

  apply({ partition, firstOffset, lastOffset, records }: LogBatch): BatchOutcome {
    if (firstOffset !== this.nextOf(partition)) return { kind: 'elsewhere', next: this.nextOf(partition) };
    this.batches.push({ partition, firstOffset, lastOffset });
    this.applied.push(...records.map(({ offset, value }) => ({ at: `${partition}@${offset}`, value: String(value) })));
    this.next.set(partition, lastOffset + 1n);
    return { kind: 'committed', next: lastOffset + 1n };
  }
}
