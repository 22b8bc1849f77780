import { formatOffset } from '#contracts';
import type { Verdict } from '../core/verdict.js';

/** What becomes of a good event. */
export type Purpose = 'recorded' | 'valid';

/** The last line of an answer. `lines` are those that held anything, and all of them are in the counts. */
export class Summary {
  private readonly counts = { recorded: 0, valid: 0, rejected: 0, failed: 0 };
  private readonly ends = new Map<number, bigint>();

  constructor(private readonly purpose: Purpose) {}

  get unrecorded(): number {
    return this.counts.rejected + this.counts.failed;
  }

  count(verdict: Verdict): void {
    this.counts[verdict.status] += 1;
    if (verdict.status !== 'recorded') return;
    const { partition, offset } = verdict.at;
    const end = this.ends.get(partition);
    if (end === undefined || end < offset) this.ends.set(partition, offset);
  }

  /** `offsets` has the last of each partition: together they stand for everything recorded. */
  toLine(stoppedAt: number | null): string {
    const { recorded, valid, rejected, failed } = this.counts;
    const lines = recorded + valid + rejected + failed;
    if (this.purpose === 'valid') return `${JSON.stringify({ lines, valid, rejected, stoppedAt })}\n`;
    const ends = [...this.ends].sort(([a], [b]) => a - b);
    const offsets = ends.map(([partition, offset]) => formatOffset({ partition, offset }));
    return `${JSON.stringify({ lines, recorded, rejected, failed, stoppedAt, offsets })}\n`;
  }
}
