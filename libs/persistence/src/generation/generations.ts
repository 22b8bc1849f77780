import type { Instant } from '#contracts';
import type { Sql } from '../sql.js';

export type GenerationState = 'building' | 'served' | 'retired';

export interface Generation {
  readonly number: number;
  readonly state: GenerationState;
  readonly policy: string | null;
  /** Since when it has been in this state. */
  readonly since: Instant;
}

/** The schema that a generation's tables are in, which is also its name. */
export function schemaOf(generation: number): string {
  return `g${generation}`;
}

export async function readGenerations(sql: Sql): Promise<Generation[]> {
  return sql.query<Generation>('SELECT number, state, policy, since FROM public.generation ORDER BY number');
}

/** Notes one more, that is being built; its tables are to be made. */
export async function addGeneration(sql: Sql, number: number, policy: string): Promise<void> {
  await sql.query(`INSERT INTO public.generation (number, state, policy) VALUES ($1, 'building', $2)`, [
    number,
    policy,
  ]);
}

/** Takes the tables of a generation away, and that it ever was. */
export async function dropGeneration(sql: Sql, number: number): Promise<void> {
  await sql.query(`DROP SCHEMA IF EXISTS ${schemaOf(number)} CASCADE`);
  await sql.query('DELETE FROM public.state_again WHERE generation = $1', [number]);
  await sql.query(`DELETE FROM public.generation WHERE number = $1 AND state <> 'served'`, [number]);
}
