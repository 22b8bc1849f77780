import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Runs a script of this folder on tables that are empty, with its numbers put in. */
export async function fill(databaseUrl: string, script: string, numbers: Readonly<Record<string, number>>) {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c search_path=g1,public -c timezone=UTC -c jit=off -c work_mem=64MB',
  });
  await client.connect();
  try {
    const text = await readFile(join('test', 'bench', 'reads', script), 'utf8');
    const filled = Object.entries(numbers).reduce((sql, [name, n]) => sql.replaceAll(`:${name}`, String(n)), text);
    for (const part of filled.split(/;\n/)) if (part.trim() !== '') await client.query(part);
  } finally {
    await client.end();
  }
}

/** Those that there are, the one that most was recorded of first. */
export async function incidentIds(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ incident_id: string }>(
      'SELECT incident_id FROM g1.incident ORDER BY version DESC, incident_id',
    );
    return rows.map(({ incident_id }) => incident_id);
  } finally {
    await client.end();
  }
}
