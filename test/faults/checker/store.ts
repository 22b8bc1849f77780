import pg from 'pg';

/** Answers a query; the checker's own connection, with instants as the pipeline writes them. */
export interface Store {
  rows<Row extends pg.QueryResultRow>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
  end(): Promise<void>;
}

export async function openStore(url: string): Promise<Store> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'checker',
    options: '-c search_path=g1,public -c timezone=UTC',
  });
  await client.connect();
  return {
    rows: async (text, parameters = []) => (await client.query(text, [...parameters])).rows,
    end: () => client.end(),
  };
}

const page = 5_000;

/** All rows of a query in the order of (partition, place), page by page: `$1` and `$2` are where the last page ended. */
export async function* inPages<Row extends { partition: number; place: string }>(
  store: Store,
  text: string,
): AsyncGenerator<Row> {
  for (let [partition, place] = [-1, '0']; ;) {
    const rows = await store.rows<Row>(`${text} LIMIT ${page}`, [partition, place]);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    ({ partition, place } = last);
  }
}
