import { schemaOf } from '../generation/generations.js';
import { servedTransaction } from '../generation/served.js';
import type { Database } from '../data-source.js';

/** Stops serving read models of which nothing was ever told. `false` if something was. */
export function retireUntold(database: Database): Promise<boolean> {
  return servedTransaction(database, async (sql, { number }) => {
    const heads = await sql.query<{ sequence: string }>('SELECT sequence FROM public.change_head FOR UPDATE');
    if (heads.some(({ sequence }) => sequence !== '0')) return false;
    await sql.query(`UPDATE ${schemaOf(number)}.projection_offset SET retired = true`);
    await sql.query(`UPDATE public.generation SET state = 'retired', since = now() WHERE number = $1`, [number]);
    return true;
  });
}
