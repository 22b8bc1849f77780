import type { PartitionOffsets } from '../read/fetch-offsets.js';
import type { StopReason } from './batch-outcome.js';

/** kafkajs jumps to the end without a word when an offset lies outside the log, so it is looked at here. */
export function outsideLog(next: bigint, { low, high }: PartitionOffsets): StopReason | null {
  if (next >= low && next <= high) return null;
  return {
    category: 'foreign-log',
    reason: `The stored offset ${next} lies outside the log, which holds ${low} to ${high}: the topic was made anew, or lost records`,
    offset: next,
  };
}
