import { directSql } from './direct-sql.js';

/** How many events are applied, of all partitions. */
export async function appliedEvents(url: string): Promise<number> {
  const [row] = await directSql<{ next: string }>(url, 'SELECT coalesce(sum(next), 0) AS next FROM projection_offset');
  return Number(row?.next ?? 0);
}
