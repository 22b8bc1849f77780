export type StopCategory = 'undecodable' | 'foreign-log' | 'unavailable';

/** Why a partition stands still, and whose job it is: data, deployment or infrastructure. */
export interface StopReason {
  readonly category: StopCategory;
  readonly reason: string;
  readonly offset: bigint;
}

/**
 * What a handler did with a batch. `committed`: its effects are stored, go on at `next`. `elsewhere`: nothing was done,
 * the stored offset is `next`. `stop`: nothing was done and nothing will be until the partition is assigned again.
 */
export type BatchOutcome =
  | { readonly kind: 'committed'; readonly next: bigint }
  | { readonly kind: 'elsewhere'; readonly next: bigint }
  | { readonly kind: 'stop'; readonly reason: StopReason };

/** Where an assigned partition begins: at a stored offset, or not at all. */
export type Start =
  { readonly kind: 'next'; readonly next: bigint } | { readonly kind: 'stop'; readonly reason: StopReason };

export function isBatchOutcome(value: unknown): value is BatchOutcome {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'committed' || value.kind === 'elsewhere' || value.kind === 'stop';
}
