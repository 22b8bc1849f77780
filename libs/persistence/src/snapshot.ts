import type { Database } from './data-source.js';
import type { Sql } from './sql.js';

/** Runs `work` on one unchanging state of the database. */
export function snapshot<T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  return database.transaction('REPEATABLE READ', async (manager) => {
    await manager.query('SET TRANSACTION READ ONLY');
    return work({ query: (text, parameters) => manager.query(text, parameters as unknown[] | undefined) });
  });
}
