/** Rows as one parameter for `json_to_recordset`: measured faster than an array a column. */
export function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(rows);
}
