const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Rows of the text format of `COPY`, cell by cell. */
function cellsOf(copied: Buffer): (string | null)[][] {
  return copied
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) =>
      line
        .split('\t')
        .map((cell) => (cell === '\\N' ? null : cell.replace(/\\(.)/g, (_, found: string) => escapes[found] ?? found))),
    );
}

/** As members of objects, which have the columns' names. */
export function objectsOf(columns: readonly string[], copied: Buffer): Record<string, string | null>[] {
  const names = columns.map((column) => column.replaceAll('"', ''));
  return cellsOf(copied).map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null])));
}
