import pg from 'pg';

const searchPath = '-c search_path=g1,public -c timezone=UTC -c datestyle=ISO';

/** A connection of our own, beside whatever the pipeline says of itself. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: searchPath });
  await client.connect();
  return client;
}

const tables = [
  'event',
  'incident',
  'statement',
  'statement_revision',
  'fact',
  'position',
  'dispute',
  'change',
  'dead_letter',
  'incident_speaker',
] as const;

export type Counts = Readonly<Record<(typeof tables)[number], number>>;

export async function counts(client: pg.Client): Promise<Counts> {
  const each = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  const { rows } = await client.query<Counts>(`SELECT ${each.join(', ')}`);
  const [row] = rows;
  if (row === undefined) throw new Error('no counts');
  return row;
}

/** Events of the log that are applied. */
export async function applied(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ next: number }>('SELECT sum(next)::int AS next FROM projection_offset');
  return rows[0]?.next ?? 0;
}

/** @throws where something else came out: a rate of other work says nothing. */
export function mustBe(what: string, found: Counts, wanted: Counts): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (is !== should) throw new Error(`${what} wrote ${is} instead of ${should}`);
}

/** How many changes there are, and how many of them are published. */
export async function published(client: pg.Client): Promise<{ readonly changes: number; readonly sent: number }> {
  const { rows } = await client.query<{ changes: number; sent: number }>(
    `SELECT (SELECT coalesce(sum(sequence), 0)::int FROM change_head) AS changes,
       (SELECT coalesce(sum(sequence), 0)::int FROM notified) AS sent`,
  );
  return rows[0] ?? { changes: 0, sent: 0 };
}
