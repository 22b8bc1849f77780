import type { PartitionState } from '../publishing/partition-state.js';
import { isBeyond, type Position } from '../publishing/position.js';

const LONGEST_MS = 60_000;
// Taking over against a Kafka that answers nothing adds up the time-outs of several steps.
const LONGEST_OPENING_MS = 180_000;

// A new process may be free of what keeps failing here, and costs little after such a time.
const LONGEST_FAILING_MS = 600_000;

/**
 * Says it if a partition's loop stands still although there is work; waiting for its turn is none of its doing. Of the
 * time after which a process ends, readiness waits a share.
 */
export function stallOf(
  { partition, stage, since, sent, failure }: PartitionState,
  head: Position | undefined,
  now: number,
  share = 1,
): string | null {
  const still = now - since;
  const stall = `partition ${partition} has been ${stage} for ${still} ms`;
  if (failure !== null && now - failure.since > LONGEST_FAILING_MS)
    return `partition ${partition} has been failing at ${failure.stage} for ${now - failure.since} ms: ${failure.message}`;
  switch (stage) {
    case 'elsewhere':
    case 'stopped':
    case 'waiting':
      return null;
    case 'opening':
      return still > LONGEST_OPENING_MS * share ? stall : null;
    case 'reading':
    case 'publishing':
    case 'noting':
      return still > LONGEST_MS * share ? stall : null;
    case 'idle': {
      const work = head !== undefined && sent !== null && isBeyond(head, sent);
      return work && still > LONGEST_MS * share ? `${stall} although there is something to publish` : null;
    }
  }
}
