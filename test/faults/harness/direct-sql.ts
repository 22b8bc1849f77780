import pg from 'pg';

/** Straight to PostgreSQL, past the proxies; a connection each time, since the server may have been ended meanwhile. */
export async function directSql<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'faults',
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    options: '-c search_path=g1,public -c timezone=UTC',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text, parameters)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
