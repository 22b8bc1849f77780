import type { Database } from '../data-source.js';

const REBUILD = 7_263_540_002n;

/** Held by one process at a time, for as long as its connection lives. `null` if another has it. */
export async function takeRebuildLock(database: Database): Promise<(() => Promise<void>) | null> {
  const runner = database.createQueryRunner();
  const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS taken', [REBUILD.toString()])) as {
    taken: boolean;
  }[];
  if (row?.taken === true)
    return async () => {
      await runner.query('SELECT pg_advisory_unlock($1)', [REBUILD.toString()]).catch(() => undefined);
      await runner.release();
    };
  await runner.release();
  return null;
}
