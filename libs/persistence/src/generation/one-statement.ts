import type { Pool } from 'pg';
import { QueryFailedError } from 'typeorm';
import type { Database } from '../data-source.js';
import { schemaOf } from './generations.js';
import { NothingServed } from './served.js';

/** A statement of which a connection keeps the plan, one for each generation. */
export interface Statement {
  readonly name: string;
  /** Names the tables of a generation by its schema, and gives one row, whose `served` is the pointer as this very statement reads it. */
  readonly text: (schema: string) => string;
}

interface Pointed {
  readonly served: number | null;
}

const lastServed = new WeakMap<Database, number>();
// No such schema, no such table: the generation that was served last is dropped.
const dropped = /^(3F000|42P01)$/;
// A switch takes seconds: nobody meets two in one read.
const attempts = 3;

/**
 * One statement is a snapshot by itself, at the cost of one round trip: it reads the tables of the generation that was served
 * last, and whether that one is served still. Where it is not, the answer is thrown away and it is asked of the other one.
 */
export async function inOneStatement<Row extends Pointed>(
  database: Database,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row & { readonly served: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const generation = lastServed.get(database) ?? 1;
    const schema = schemaOf(generation);
    const row = await run<Row>(database, { name: `${name} ${schema}`, text: text(schema), values: [...values] });
    const served = row === 'dropped' ? await readPointer(database) : row.served;
    if (served === null) throw new NothingServed();
    lastServed.set(database, served);
    if (row !== 'dropped' && served === generation) return { ...row, served };
    if (attempt === attempts) throw new Error('generations are switched faster than they can be read');
  }
}

interface Prepared {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

async function run<Row>(database: Database, prepared: Prepared): Promise<Row | 'dropped'> {
  // TypeORM gives a query no name, by which a connection would keep its plan, so its pool is asked itself; the type of a driver has none.
  const pool = Reflect.get(database.driver, 'master') as Pool;
  try {
    const [row] = (await pool.query<Row & object>(prepared)).rows;
    if (row === undefined) throw new Error(`${prepared.name ?? prepared.text} gave no row`);
    return row;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('code' in error && dropped.test(String(error.code))) return 'dropped';
    throw new QueryFailedError(prepared.text, prepared.values, error);
  }
}

async function readPointer(database: Database): Promise<number | null> {
  const text = `SELECT (SELECT number FROM public.generation WHERE state = 'served') AS served`;
  const row = await run<Pointed>(database, { text, values: [] });
  return row === 'dropped' ? null : row.served;
}
