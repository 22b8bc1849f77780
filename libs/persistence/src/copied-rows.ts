import type { Instant } from '#contracts';

type Cell = string | number | bigint | boolean | null | undefined;

/**
 * New rows of one table as `COPY` takes them: a row costs the database a third of what it costs as JSON or in arrays, which
 * are parsed and built up before they become rows.
 */
export class CopiedRows<const Columns extends readonly string[] = readonly string[]> {
  private readonly lines: string[] = [];

  constructor(
    readonly table: string,
    readonly columns: Columns,
  ) {}

  get count(): number {
    return this.lines.length;
  }

  /** In the order of the columns; `undefined` is NULL. */
  add(row: { readonly [Column in keyof Columns]: Cell }): void {
    this.lines.push((row as readonly Cell[]).map(textOf).join('\t'));
  }

  /** In the text format of `COPY`. */
  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell !== 'string') return String(cell);
  return special.test(cell) ? cell.replace(/[\\\n\r\t]/g, (found) => escapes[found] ?? found) : cell;
}

/** A `json` of a value; NULL is no value. */
export function jsonCell(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A `text[]`. */
export function arrayCell(texts: readonly string[]): string {
  return texts.length === 0 ? '{}' : `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** A `tstzrange` without its end; `to: null` is no end. */
export function rangeCell(from: Instant, to: Instant | null): string {
  return `[${from},${to ?? ''})`;
}
