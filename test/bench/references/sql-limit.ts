import type pg from 'pg';
import { from } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { partitions } from '../cluster.js';
import type { RecordedBatch, Write } from '../recording.js';
import { connect } from '../store.js';
import { objectsOf } from './copied.js';

export type How = 'insert' | 'copy';

type Work = (client: pg.Client) => Promise<unknown>;

/** All that is left of a batch when its rows are known. */
interface Transaction {
  readonly partition: number;
  readonly events: number;
  readonly works: readonly Work[];
}

/**
 * The rows of the projector's batches, written by hand-written SQL over two connections, each with half of the partitions:
 * nothing is parsed, computed or read.
 * @param how rows that are new come by one `INSERT … SELECT FROM json_to_recordset` a table, or by `COPY`.
 */
export class SqlLimit {
  private constructor(
    private readonly clients: readonly pg.Client[],
    private readonly transactions: readonly Transaction[],
  ) {}

  static async on(url: string, batches: readonly RecordedBatch[], how: How): Promise<SqlLimit> {
    const clients = await Promise.all([connect(url), connect(url)]);
    const types = await columnTypes(clients[0]);
    const transactions = batches.map(({ partition, events, writes }) => ({
      partition,
      events,
      works: writes.map((write) => workOf(write, how, types)),
    }));
    return new SqlLimit(clients, transactions);
  }

  /** @param onCommit told how many events are written so far. */
  async run(onCommit: (events: number) => void): Promise<void> {
    let done = 0;
    const half = partitions / 2;
    await Promise.all(
      this.clients.map(async (client, n) => {
        for (const { partition, events, works } of this.transactions) {
          if (Math.floor(partition / half) !== n) continue;
          await client.query('BEGIN');
          for (const work of works) await work(client);
          await client.query('COMMIT');
          done += events;
          onCommit(done);
        }
      }),
    );
  }

  async end(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}

function workOf(write: Write, how: How, types: ReadonlyMap<string, string>): Work {
  if (write.kind === 'statement') {
    const { text, parameters } = write;
    return (client) => client.query(text, [...parameters]);
  }
  const { table, columns, copied } = write;
  if (how === 'copy') {
    const text = `COPY ${table} (${columns.join(', ')}) FROM STDIN`;
    return (client) => pipeline(Readable.from([copied], { objectMode: false }), client.query(from(text)));
  }
  const typeOf = (column: string) =>
    types.get(`${table.replace('public.', '')}.${column.replaceAll('"', '')}`) ?? 'text';
  // A text in JSON is a text to a column of JSON, too, and not the JSON in it.
  const given = columns.map((column) => `${column} ${typeOf(column) === 'json' ? 'text' : typeOf(column)}`);
  const taken = columns.map((column) => (typeOf(column) === 'json' ? `${column}::json` : column));
  const text = `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${taken.join(', ')} FROM json_to_recordset($1) AS t(${given.join(', ')})`;
  const rows = JSON.stringify(objectsOf(columns, copied));
  return (client) => client.query(text, [rows]);
}

async function columnTypes(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT c.relname || '.' || a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relkind = 'r' AND a.attnum > 0 AND c.relnamespace IN ('g1'::regnamespace, 'public'::regnamespace)`,
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}
