import type { DataSource } from 'typeorm';
import type { Sql } from './sql.js';

/** Runs `work` on one unchanging state of the database. */
export function snapshot<T>(dataSource: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    await manager.query('SET TRANSACTION READ ONLY');
    return work({ query: (text, parameters) => manager.query(text, parameters as unknown[] | undefined) });
  });
}
