import type pg from 'pg';
import { rowsOf } from './copied.js';
import type { RecordedBatch, Step } from './recorded.js';
import { keyed, keyOf } from './written-tables.js';

type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  readonly text: string;
  readonly rows: readonly Row[] | null;
  readonly parameters: readonly unknown[];
}

/**
 * The work of the projector as one would write it by hand: one INSERT … SELECT FROM json_to_recordset a table and batch, which
 * updates what is there, and one DELETE for what is no more.
 */
export async function byHand(client: pg.Client, batches: readonly RecordedBatch[]): Promise<Statement[][]> {
  const types = await columnTypes(client);
  return batches.map(({ steps }) => statementsOf(steps, types));
}

function statementsOf(steps: readonly Step[], types: ReadonlyMap<string, ReadonlyMap<string, string>>): Statement[] {
  const written = new Map<string, Set<string>>();
  const inserts = new Map<Step, Statement>();
  for (const step of steps) {
    if (step.kind === 'query') continue;
    const table = step.table.replace('public.', '');
    const of = types.get(table) ?? new Map<string, string>();
    const rows = rowsOf(step).map((row) => typed(row, of));
    const by = keyed[table];
    if (by !== undefined) written.set(table, new Set(rows.map((row) => keyOf(by, row))));
    inserts.set(step, { text: insertInto(step.table, step.columns, of), rows, parameters: [] });
  }
  return steps.flatMap((step): Statement[] => {
    if (step.kind === 'copy') return [inserts.get(step) ?? []].flat();
    const table = /^DELETE FROM (\w+) /.exec(step.text)?.[1] ?? '';
    const by = keyed[table];
    const [given] = step.parameters;
    if (by === undefined || typeof given !== 'string')
      return [{ text: step.text, rows: null, parameters: step.parameters }];
    const stays = written.get(table);
    const gone = (JSON.parse(given) as Row[]).filter((row) => stays?.has(keyOf({ ...by, range: '' }, row)) !== true);
    return gone.length === 0 ? [] : [{ text: step.text, rows: gone, parameters: [] }];
  });
}

function insertInto(table: string, columns: readonly string[], types: ReadonlyMap<string, string>): string {
  const names = columns.join(', ');
  const shape = columns.map((column) => `${column} ${types.get(column.replaceAll('"', '')) ?? 'text'}`).join(', ');
  const by = keyed[table];
  const others = columns.filter((column) => by?.key.includes(column) === false);
  const onConflict =
    by === undefined
      ? ''
      : ` ON CONFLICT (${by.conflict}) DO UPDATE SET ${others.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`;
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_to_recordset($1) AS t(${shape})${onConflict}`;
}

function typed(row: Readonly<Record<string, string | null>>, types: ReadonlyMap<string, string>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, text]) => [
      name,
      text !== null && types.get(name) === 'json' ? JSON.parse(text) : text,
    ]),
  );
}

async function columnTypes(client: pg.Client): Promise<Map<string, Map<string, string>>> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(
    `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('g1', 'public') AND c.relkind = 'r' AND a.attnum > 0`,
  );
  const types = new Map<string, Map<string, string>>();
  for (const { table, column, type } of rows) types.set(table, (types.get(table) ?? new Map()).set(column, type));
  return types;
}
