import type { ChangeEvent, Instant, ToldView } from '#contracts';
import type { FactKey } from '#domain';
import type { Sql } from '../sql.js';

/** What was told of one fact of an incident, in the order in which it was; with `knownAt`, by then. */
export async function readTold(
  sql: Sql,
  incident: string,
  { fact, item }: FactKey,
  knownAt: Instant | null,
): Promise<ToldView[]> {
  const rows = await sql.query<{ event: ChangeEvent }>(
    `SELECT event FROM public.change
      WHERE incident_id = $1 AND fact = $2 AND item IS NOT DISTINCT FROM $3
        AND ($4::timestamptz IS NULL OR (event->>'time')::timestamptz <= $4)
      ORDER BY partition, sequence`,
    [incident, fact, item, knownAt],
  );
  return rows.flatMap(({ event: { id, time, data } }) => {
    if (!('fact' in data)) return [];
    const { kind, before, after, cause } = data;
    return [{ at: time, offset: cause.offset, change: id, kind, before, after }];
  });
}
