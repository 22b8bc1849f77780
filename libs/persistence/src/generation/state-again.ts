import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import type { Served } from './served.js';

export interface Again {
  readonly incidents: readonly string[];
  /** The latest of each, beside its incident. */
  readonly versions: readonly number[];
  readonly generation: number;
}

/** Some of the incidents whose states are to be published although nothing is told of them. */
export async function readAgain(sql: Sql, { number }: Served, partition: number, rows: number): Promise<Again> {
  if (rows === 0) return { incidents: [], versions: [], generation: number };
  const found = await sql.query<{ incident_id: string; version: number }>(
    `SELECT incident_id, max(version) AS version FROM public.state_again
      WHERE partition = $1 AND generation <= $2 GROUP BY incident_id LIMIT $3`,
    [partition, number, rows],
  );
  return {
    incidents: found.map(({ incident_id }) => incident_id),
    versions: found.map(({ version }) => version),
    generation: number,
  };
}

/** What was touched since stays to be sent. */
export async function forgetAgain(
  sql: Sql,
  partition: number,
  { incidents, versions, generation }: Again,
): Promise<void> {
  await sql.query(
    `WITH done AS (
       SELECT a.generation, a.incident_id
         FROM public.state_again a JOIN unnest($3::text[], $4::int[]) AS sent(incident_id, version) USING (incident_id)
        WHERE a.partition = $1 AND a.generation <= $2 AND a.version <= sent.version
        ORDER BY a.incident_id FOR UPDATE OF a)
     DELETE FROM public.state_again a USING done
      WHERE a.partition = $1 AND (a.generation, a.incident_id) = (done.generation, done.incident_id)`,
    [partition, generation, incidents, versions],
  );
}

export interface Touched {
  readonly partition: number;
  readonly incident: string;
  readonly version: number;
}

/**
 * Of incidents that an event touched without a change to tell, as a confirmation does: their states are others now. Those of
 * which nothing was ever told have none.
 */
export async function noteTouched(sql: Sql, touched: readonly Touched[]): Promise<void> {
  if (touched.length === 0) return;
  await sql.query(
    `INSERT INTO public.state_again (partition, incident_id, generation, version)
     SELECT partition, incident, (SELECT number FROM public.generation WHERE state = 'served'), version
       FROM json_to_recordset($1) AS t(partition int, incident text, version int)
      WHERE EXISTS (SELECT FROM public.change c WHERE c.incident_id = t.incident)
     ON CONFLICT (partition, generation, incident_id) DO UPDATE SET version = excluded.version`,
    [jsonRows(touched.toSorted((a, b) => (a.incident < b.incident ? -1 : 1)))],
  );
}
