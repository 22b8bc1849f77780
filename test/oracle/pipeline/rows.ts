import pg from 'pg';
import type { Target } from './target.js';

/** Rows of the read models, by SQL: beside whatever the pipeline says of itself. Instants come as the pipeline writes them. */
export async function rows<Row extends pg.QueryResultRow>(target: Target, text: string): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: target.databaseUrl,
    options: '-c search_path=g1,public -c timezone=UTC',
  });
  await client.connect();
  try {
    if (target.incidents === undefined) return (await client.query<Row>(text)).rows;
    const some = `SELECT * FROM (${text}) AS every WHERE incident = ANY($1)`;
    return (await client.query<Row>(some, [target.incidents])).rows;
  } finally {
    await client.end();
  }
}

export const instantSql = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Of a table whose rows are spans of the publication axis, those that hold now; of another, all. */
export const currentSql = (alias: string) => `coalesce(to_jsonb(${alias}) ->> 'published', '[,)') ~ ',(infinity)?\\)$'`;
