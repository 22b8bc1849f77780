import type { BatchOutcome } from './batch-outcome.js';
import type { LogBatch } from './log-batch.js';

/** What follows from an outcome: `advance` past the batch or a part of it, `seek` elsewhere, or `stop`. */
export type Step =
  | { readonly kind: 'advance'; readonly next: bigint }
  | { readonly kind: 'seek'; readonly next: bigint; readonly verify: boolean }
  | { readonly kind: 'stop'; readonly outcome: Extract<BatchOutcome, { kind: 'stop' }> };

export function decide(batch: Pick<LogBatch, 'firstOffset' | 'lastOffset'>, outcome: BatchOutcome): Step {
  switch (outcome.kind) {
    case 'committed':
      return outcome.next > batch.firstOffset && outcome.next <= batch.lastOffset + 1n
        ? { kind: 'advance', next: outcome.next }
        : { kind: 'seek', next: outcome.next, verify: false };
    case 'elsewhere':
      return { kind: 'seek', next: outcome.next, verify: true };
    case 'stop':
      return { kind: 'stop', outcome };
  }
}
