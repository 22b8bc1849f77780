import type { Step } from './recorded.js';

/** Rows as `COPY` takes them, taken apart again; by column, NULL as `null`. */
export function rowsOf({ columns, chunks }: Extract<Step, { kind: 'copy' }>): Record<string, string | null>[] {
  const names = columns.map((column) => column.replaceAll('"', ''));
  const lines = Buffer.concat([...chunks])
    .toString()
    .split('\n');
  return lines.slice(0, -1).map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, textOf(cells[i] ?? '\\N')]));
  });
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

function textOf(cell: string): string | null {
  if (cell === '\\N') return null;
  return cell.includes('\\') ? cell.replace(/\\(.)/g, (_, escaped: string) => escapes[escaped] ?? escaped) : cell;
}
