/** The indices at which two lists differ. */
export function differing<T>(before: readonly T[], after: readonly T[], equal: (a: T, b: T) => boolean): number[] {
  const indices: number[] = [];
  for (let i = 0; i < before.length || i < after.length; i++) {
    const [a, b] = [before[i], after[i]];
    if (a === undefined || b === undefined || !equal(a, b)) indices.push(i);
  }
  return indices;
}
