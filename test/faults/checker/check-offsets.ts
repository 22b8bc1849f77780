import type { Findings } from './findings.js';
import type { Store } from './store.js';

export interface Offsets {
  readonly next: ReadonlyMap<number, { readonly next: bigint; readonly stopped: unknown }>;
  readonly ends: ReadonlyMap<number, bigint>;
  /** How many records of the log were read. */
  readonly read: ReadonlyMap<number, number>;
}

export async function readNext(store: Store): Promise<Offsets['next']> {
  const rows = await store.rows<{ partition: number; next: string; stopped: unknown }>(
    'SELECT partition, next, stopped FROM projection_offset',
  );
  return new Map(rows.map(({ partition, next, stopped }) => [partition, { next: BigInt(next), stopped }]));
}

/** At rest everything is applied, to the end of the log. */
export function checkOffsets({ next, ends, read }: Offsets, found: Findings): void {
  for (const [partition, end] of ends) {
    const applied = next.get(partition);
    if ((applied?.next ?? 0n) !== end)
      found.add('at-rest', `partition ${partition} is applied to ${applied?.next ?? 0n}, its log ends with ${end}`);
    if (applied !== undefined && applied.stopped !== null)
      found.add('at-rest', `partition ${partition} is stopped: ${JSON.stringify(applied.stopped)}`);
    const records = BigInt(read.get(partition) ?? 0);
    if (records !== end)
      found.add('at-rest', `partition ${partition} of the log ends with ${end}, ${records} records were read`);
  }
}
