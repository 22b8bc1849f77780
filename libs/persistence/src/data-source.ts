import pg from 'pg';
import { DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { entities } from './entities.js';
import { SharedTables1763800000001 } from './migrations/1-shared-tables.js';
import { schemaOf } from './generation/generations.js';
import { ReadModels1763800000002 } from './migrations/2-read-models.js';
import { Generations1763800000003 } from './migrations/3-generations.js';
import { Rebuilds1763800000004 } from './migrations/4-rebuilds.js';
import { TouchedStates1763800000005 } from './migrations/5-touched-states.js';
import { Access1763800000006 } from './migrations/6-access.js';
import { Publishers1763800000007 } from './migrations/7-publishers.js';
import type { Sql, Transaction } from './sql.js';
import { inTransaction, keepStatements } from './transaction.js';

/** The pool of connections to the database. */
export type Database = DataSource;

export interface DatabaseOptions {
  readonly url: string;
  readonly application: string;
  /** Connections in the pool. */
  readonly connections?: number;
  /** How long a query may go unanswered, in milliseconds; a minute unless told. */
  readonly queryTimeout?: number;
  /** Whose tables are seen outside of `snapshot` and `servedTransaction`; the first unless told. */
  readonly generation?: number;
  /** Every statement reads and writes by key, and there are few: the planner, which knows nothing of a table that is new, is not asked. */
  readonly byKey?: boolean;
  /** An idle connection was lost; the pool makes another. */
  readonly onLost: (error: unknown) => void;
}

const ofNoGeneration = [
  SharedTables1763800000001,
  Generations1763800000003,
  TouchedStates1763800000005,
  Access1763800000006,
  Publishers1763800000007,
];
const ofEachGeneration = [ReadModels1763800000002, Rebuilds1763800000004];

// The server gives up before we do: what a client gave up on would go on there, with its locks, and so would the
// transaction of a process that is frozen or cut off.
const serverLimits = (queryTimeout: number): string => {
  const ms = Math.ceil(queryTimeout * 0.8);
  return ` -c statement_timeout=${ms} -c idle_in_transaction_session_timeout=${ms} -c client_connection_check_interval=5s`;
};

const nestedLoops =
  ' -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan';

const timestamptz = 1184;
/** `2021-11-26 03:05:00.5+00`, as a session in UTC writes it, is `2021-11-26T03:05:00.500000Z`. */
export function toInstant(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(6, '0')}Z`;
}

const types = {
  getTypeParser(id: number, format?: 'text'): (text: string) => unknown {
    return id === timestamptz ? toInstant : (pg.types.getTypeParser(id, format) as (text: string) => unknown);
  },
};

/** Instants come out as strings in microseconds, `bigint`s as decimal strings. */
export function createDataSource({
  url,
  application,
  connections = 10,
  queryTimeout = 60_000,
  generation = 1,
  byKey = false,
  onLost,
}: DatabaseOptions): DataSource {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    applicationName: application,
    schema: schemaOf(generation),
    entities,
    migrations: ofEachGeneration,
    poolSize: connections,
    connectTimeoutMS: 5000,
    poolErrorHandler: onLost,
    extra: {
      types,
      pipeline: true,
      query_timeout: queryTimeout,
      options: `-c search_path=${schemaOf(generation)},public -c timezone=UTC -c datestyle=ISO${serverLimits(queryTimeout)}${byKey ? nestedLoops : ''}`,
    },
  });
  if (byKey) keepStatements(dataSource);
  return dataSource;
}

/** Each query on whichever connection of the pool is free. */
export function sqlOf(dataSource: DataSource): Sql {
  return { query: (text, parameters) => dataSource.query(text, parameters as unknown[] | undefined) };
}

/** Everything in `work` is committed, or nothing. */
export function transaction<T>(dataSource: DataSource, work: (sql: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(dataSource, 'READ COMMITTED', work);
}

// Any number unlike the ones that others lock by in the same database.
const migrationLock = 7_263_540_001n;
// An index on a table that has grown takes its time.
const MIGRATION_MS = 600_000;

/**
 * Brings the tables of no generation, and those of the one that is served, up to date; services that start together do so one
 * after another. Where there is nothing to do nobody waits for anybody.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  if (await isUpToDate(sqlOf(dataSource))) return;
  await oneAtATime(dataSource, async (runner) => {
    await migrateSchema(dataSource, 'public', ofNoGeneration);
    const [served] = (await runner.query(`SELECT number FROM public.generation WHERE state = 'served'`)) as {
      number: number;
    }[];
    if (served !== undefined) await migrateSchema(dataSource, schemaOf(served.number), ofEachGeneration);
  });
}

/** Makes the tables of a generation, or brings them up to date. */
export async function migrateGeneration(dataSource: DataSource, generation: number): Promise<void> {
  await oneAtATime(dataSource, () => migrateSchema(dataSource, schemaOf(generation), ofEachGeneration));
}

/** Whether the tables are those that this version reads and writes. */
export async function isMigrated(sql: Sql, { number }: { readonly number: number }): Promise<boolean> {
  const own = `${schemaOf(number)}.migrations`;
  const [table] = await sql.query<{ made: boolean }>('SELECT to_regclass($1) IS NOT NULL AS made', [own]);
  if (table?.made !== true) return false;
  const rows = await sql.query<{ name: string }>(`SELECT name FROM public.migrations UNION SELECT name FROM ${own}`);
  const done = new Set(rows.map(({ name }) => name));
  return [...ofNoGeneration, ...ofEachGeneration].every(({ name }) => done.has(name));
}

async function isUpToDate(sql: Sql): Promise<boolean> {
  const [table] = await sql.query<{ made: boolean }>(`SELECT to_regclass('public.generation') IS NOT NULL AS made`);
  if (table?.made !== true) return false;
  const [served] = await sql.query<{ number: number }>(`SELECT number FROM public.generation WHERE state = 'served'`);
  return served !== undefined && isMigrated(sql, served);
}

async function oneAtATime(dataSource: DataSource, work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [migrationLock.toString()]);
    await work(runner);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [migrationLock.toString()]);
    await runner.release();
  }
}

/** What was done is noted in a table `migrations` in the same schema. */
async function migrateSchema(
  { options }: DataSource,
  schema: string,
  migrations: readonly (typeof ofNoGeneration | typeof ofEachGeneration)[number][],
): Promise<void> {
  if (options.type !== 'postgres' || options.url === undefined) throw new Error('not a data source of ours');
  const own = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: 'corrigenda-migrations',
    schema,
    migrations: [...migrations],
    poolSize: 1,
    connectTimeoutMS: 5000,
    // Who waits for an answer that was lost holds the lock, and with it everybody who starts.
    extra: {
      query_timeout: MIGRATION_MS,
      options: `-c search_path=${schema},public -c timezone=UTC -c datestyle=ISO`,
    },
  });
  await own.initialize();
  try {
    await own.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await own.runMigrations({ transaction: 'all' });
  } finally {
    await own.destroy();
  }
}

const retriable: ReadonlySet<unknown> = new Set(['40001', '40P01']);

/** A deadlock or a serialization failure: the same transaction may well succeed at once. */
export function isRetriable(error: unknown): boolean {
  return error instanceof QueryFailedError && retriable.has(Reflect.get(error.driverError, 'code'));
}

/** `lock_timeout` has passed. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof QueryFailedError && Reflect.get(error.driverError, 'code') === '55P03';
}

// Data exceptions, violated constraints, statements that do not fit the tables, limits of the program.
const refusals = /^(21|22|23|42|54)/;
// A right, a table, a column, an object or a function that is not there is missing for every event.
const lacks: ReadonlySet<string> = new Set(['42501', '42P01', '42703', '42704', '42883']);

/** What comes of the data, or of a bug of ours, and would come again: no failure of the database or of the way to it. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof QueryFailedError) {
    const code = String(Reflect.get(error.driverError, 'code'));
    return refusals.test(code) && !lacks.has(code);
  }
  return error instanceof TypeError || error instanceof RangeError;
}
