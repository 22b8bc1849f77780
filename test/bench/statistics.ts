/** The one in the middle; of an even number, the mean of both. */
export function median(list: readonly number[]): number {
  const sorted = ascending(list);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The smallest value that `share` of all do not exceed. */
export function percentile(list: readonly number[], share: number): number {
  return ascending(list)[Math.max(0, Math.ceil(share * list.length) - 1)] ?? NaN;
}

/** Round by round, as rounds share what the machine was like. */
export function ratios(ours: readonly number[], reference: readonly number[]): number[] {
  return ours.map((value, round) => value / (reference[round] ?? NaN));
}

function ascending(list: readonly number[]): number[] {
  return [...list].sort((a, b) => a - b);
}
