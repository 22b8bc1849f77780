import { readFileSync } from 'node:fs';
import type { scenarios } from './scenarios.js';

export interface Edit {
  /** TypeScript source under `apps` or `libs`. */
  readonly file: string;
  /** Stands in the file exactly once; else the list is stale. */
  readonly find: string;
  readonly replace: string;
}

/** The product with one mistake that somebody could make, and a promise that it breaks. */
export interface Mutant extends Edit {
  readonly name: string;
  readonly promise: string;
  readonly scenario: keyof typeof scenarios;
  /** Where a second line of defence would hide the mistake, it is taken down as well. */
  readonly also?: readonly Edit[];
  /** CI has time for some. */
  readonly inCi?: true;
}

export function editsOf({ file, find, replace, also = [] }: Mutant): readonly Edit[] {
  return [{ file, find, replace }, ...also];
}

/** By file, the source with its mistakes. */
export function mutatedSources(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const source = sources.get(file) ?? readFileSync(file, 'utf8');
    const times = source.split(find).length - 1;
    if (times !== 1) throw new Error(`stands ${times} times in ${file}: ${find}`);
    sources.set(
      file,
      source.replace(find, () => replace),
    );
  }
  return sources;
}
