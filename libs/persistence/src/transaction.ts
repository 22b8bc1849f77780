import pg from 'pg';
import { QueryFailedError, type DataSource } from 'typeorm';
import type { CopiedRows } from './copied-rows.js';
import { CopyIn, Statement } from './statements.js';
import type { Transaction } from './sql.js';

const keeping = new WeakSet<DataSource>();

/**
 * From now on its connections keep the statements of transactions parsed: they must be few, as none is ever let go of. Where
 * filters are put together to statements there is no end of them.
 */
export function keepStatements(dataSource: DataSource): void {
  keeping.add(dataSource);
}

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/**
 * Everything in `work` is committed, or nothing. What it asks for without waiting for answers goes to the server in one
 * journey, is done there in the order of asking, and nothing of it is committed if one of it fails: it must wait for all of
 * it at last.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  isolation: Isolation,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const sql = transactionOn((await runner.connect()) as pg.ClientBase, keeping.has(dataSource));
    const begun = sql.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    try {
      const [result] = await Promise.all([work(sql), begun]);
      // The server takes a COMMIT of what has failed for a ROLLBACK, and says that it went well.
      if (sql.failure !== undefined) throw sql.failure;
      await sql.query('COMMIT');
      return result;
    } catch (error) {
      await sql.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

function transactionOn(client: pg.ClientBase, kept: boolean): Transaction & { readonly failure: Error | undefined } {
  // After one that failed everything fails, with no word of why: all are told of the first.
  let failure: QueryFailedError | undefined;
  const failed = (error: Error, text: string, parameters: readonly unknown[] = []) =>
    (failure ??= new QueryFailedError(text, [...parameters], error));
  return {
    get failure() {
      return failure;
    },
    query: <Row>(text: string, parameters: readonly unknown[] = []) =>
      new Promise<Row[]>((resolve, reject) => {
        client.query(
          new Statement(text, parameters, kept, (error, rows) => {
            if (error === null) resolve(rows as Row[]);
            else reject(failed(error, text, parameters));
          }),
        );
      }),
    copy: ({ table, columns, chunks }: CopiedRows) =>
      new Promise<void>((resolve, reject) => {
        const text = `COPY ${table} (${columns.join(', ')}) FROM STDIN`;
        const answered = (error: Error | null) => {
          if (error === null) resolve();
          else reject(failed(error, text));
        };
        if (chunks.length === 0) resolve();
        else client.query(new CopyIn(text, chunks, answered));
      }),
  };
}
