import type { Sent } from '#persistence';

/** What has been published of a partition: its last change, and the offset of its last dead letter or -1. */
export interface Position {
  readonly sequence: bigint;
  readonly deadLetter: bigint;
}

export function toPosition({ sequence, deadLetterOffset }: Sent): Position {
  return { sequence, deadLetter: deadLetterOffset ?? -1n };
}

export function toSent({ sequence, deadLetter }: Position): Sent {
  return { sequence, deadLetterOffset: deadLetter < 0n ? null : deadLetter };
}

export function isBeyond(a: Position, b: Position): boolean {
  return a.sequence > b.sequence || a.deadLetter > b.deadLetter;
}
