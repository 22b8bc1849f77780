/** Rows as one parameter for `json_to_recordset`: measured faster than an array a column. */
export function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(rows);
}

/** What of `after` is not, by identity, at the same place in `before`. */
export function differing<T>(before: readonly T[], after: readonly T[]): T[] {
  return after.filter((element, i) => element !== before[i]);
}
