import { transaction, transactionOf, type Database } from '../data-source.js';
import type { Sql, Transaction } from '../sql.js';

/** The generation of read models that is served. */
export interface Served {
  readonly number: number;
  /** By which policy its facts are resolved (`policyFingerprint`); `null` while nothing has been applied to it. */
  readonly policy: string | null;
}

/** A store that was lost is being read back, and has no read models so far. */
export class NothingServed extends Error {
  override readonly name = 'NothingServed';

  constructor() {
    super('no generation of read models is served: `disclosure rebuild` builds one');
  }
}

// The pointer and all that is read after it are of one state of the database, at the cost of one round trip.
const enter = `SELECT number, policy, set_config('search_path', 'g' || number || ',public', true), set_config('transaction_read_only', $1, true)
                 FROM public.generation WHERE state = 'served'`;

/** Runs `work` on one unchanging state of the database, in the generation that is served there. */
export function snapshot<T>(database: Database, work: (sql: Sql, served: Served) => Promise<T>): Promise<T> {
  return database.transaction('REPEATABLE READ', (manager) => inServed(transactionOf(manager), 'on', work));
}

/** Everything in `work` is committed to the generation that is served as it begins, or nothing. */
export function servedTransaction<T>(
  database: Database,
  work: (sql: Transaction, served: Served) => Promise<T>,
): Promise<T> {
  // Its isolation is that of every session: to name it would cost a round trip.
  return transaction(database, (sql) => inServed(sql, 'off', work));
}

async function inServed<T>(
  sql: Transaction,
  readOnly: 'on' | 'off',
  work: (sql: Transaction, served: Served) => Promise<T>,
): Promise<T> {
  const [served] = await sql.query<Served>(enter, [readOnly]);
  if (served === undefined) throw new NothingServed();
  return work(sql, { number: served.number, policy: served.policy });
}

/** What its facts are resolved by is known from the first time that something is applied. */
export async function notePolicy(sql: Sql, { number }: Served, policy: string): Promise<void> {
  await sql.query('UPDATE public.generation SET policy = $2 WHERE number = $1 AND policy IS NULL', [number, policy]);
}
