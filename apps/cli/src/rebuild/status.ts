import { countAnnounced, readApplied, readGenerations, schemaOf, type Sql } from '#persistence';

export interface GenerationStatus {
  readonly generation: string;
  readonly state: string;
  readonly since: string;
  readonly applied: readonly { readonly partition: number; readonly next: number }[];
  /** What was ready to be told when its rebuild stopped last; `null` for one that is not being built. */
  readonly announces: { readonly changes: number; readonly incidents: number; readonly dead: number } | null;
}

export async function statusOf(sql: Sql): Promise<GenerationStatus[]> {
  const all = await readGenerations(sql);
  const found: GenerationStatus[] = [];
  for (const { number, state, since } of all) {
    const has = await sql.query('SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
      schemaOf(number),
      'announcement',
    ]);
    const applied = has.length === 0 ? new Map<number, bigint>() : await readApplied(sql, number);
    found.push({
      generation: schemaOf(number),
      state,
      since,
      applied: [...applied].map(([partition, next]) => ({ partition, next: Number(next) })),
      announces: state === 'building' && has.length > 0 ? await countAnnounced(sql, number) : null,
    });
  }
  return found;
}
