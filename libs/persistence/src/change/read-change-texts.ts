import type { Sql } from '../sql.js';

/** By sequence, changes `first` to `last` of a partition, to the letter. */
export async function readChangeTexts(
  sql: Sql,
  { partition, first, last }: { readonly partition: number; readonly first: bigint; readonly last: bigint },
): Promise<Map<bigint, string>> {
  const rows = await sql.query<{ sequence: string; event: string }>(
    'SELECT sequence, event::text AS event FROM public.change WHERE partition = $1 AND sequence BETWEEN $2 AND $3',
    [partition, first.toString(), last.toString()],
  );
  return new Map(rows.map(({ sequence, event }) => [BigInt(sequence), event]));
}
