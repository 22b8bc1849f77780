import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { QueryFailedError, type EntityManager } from 'typeorm';
import type { CopiedRows } from './copied-rows.js';

/** On the connection that a transaction has. */
export async function copyInto(manager: EntityManager, rows: CopiedRows): Promise<void> {
  const { chunks } = rows;
  if (chunks.length === 0) return;
  const client = (await manager.queryRunner?.connect()) as ClientBase | undefined;
  if (client === undefined) throw new Error('no transaction');
  const text = `COPY ${rows.table} (${rows.columns.join(', ')}) FROM STDIN`;
  const stream = client.query(from(text));
  await new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve);
    // It may fail more than once: by its own time limit, and when its connection ends.
    stream.on('error', (error) => {
      reject(new QueryFailedError(text, [], error));
    });
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}
