import type { Sql } from '../sql.js';
import type { Served } from './served.js';

export interface Again {
  readonly incidents: readonly string[];
  readonly generation: number;
}

/** Some of the incidents whose states are to be published although nothing is told of them. */
export async function readAgain(sql: Sql, { number }: Served, partition: number, rows: number): Promise<Again> {
  const found = await sql.query<{ incident_id: string }>(
    'SELECT DISTINCT incident_id FROM public.state_again WHERE partition = $1 AND generation <= $2 LIMIT $3',
    [partition, number, rows],
  );
  return { incidents: found.map(({ incident_id }) => incident_id), generation: number };
}

export async function forgetAgain(sql: Sql, partition: number, { incidents, generation }: Again): Promise<void> {
  await sql.query(
    'DELETE FROM public.state_again WHERE partition = $1 AND generation <= $2 AND incident_id = ANY($3)',
    [partition, generation, incidents],
  );
}
