import type { Lane, Pending } from './lane.js';

/** What one Produce request carries of a partition, in the order sent. */
export interface CallPart {
  readonly lane: Lane;
  readonly pending: readonly Pending[];
}

export interface CallLimits {
  readonly partitionBytes: number;
  readonly partitionRecords: number;
  readonly totalBytes: number;
}

/** Forms the next call from the heads of the lanes, beginning at `from` so that no partition waits behind the others. */
export function formCall(lanes: readonly Lane[], from: number, limits: CallLimits): CallPart[] {
  const parts: CallPart[] = [];
  let room = limits.totalBytes;
  for (let step = 0; step < lanes.length && room > 0; step += 1) {
    const lane = lanes[(from + step) % lanes.length];
    if (lane === undefined || lane.empty) continue;
    const pending = lane.head(limits.partitionBytes, limits.partitionRecords);
    if (pending.length === 0) continue;
    parts.push({ lane, pending });
    room -= pending.reduce((sum, each) => sum + each.bytes, 0);
  }
  return parts;
}
