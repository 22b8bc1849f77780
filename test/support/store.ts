import pg from 'pg';
import type { Pipeline } from './pipeline.js';

/** What the read models of a pipeline hold, by SQL: beside whatever the pipeline says of itself. */
export async function query<Row extends pg.QueryResultRow>(
  pipeline: Pipeline,
  text: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: pipeline.databaseUrl,
    options: '-c timezone=UTC',
  });
  await client.connect();
  try {
    await client.query(
      `SELECT set_config('search_path', 'g' || number || ',public', false) FROM public.generation WHERE state = 'served'`,
    );
    return (await client.query<Row>(text, parameters)).rows;
  } finally {
    await client.end();
  }
}

export interface FactRow {
  readonly fact: string;
  readonly item: string | null;
  readonly [column: string]: unknown;
}

/** Every incident's facts, as the examples write them down. */
export async function factsByIncident(pipeline: Pipeline): Promise<Record<string, FactRow[]>> {
  const rows = await query<{ incident: string; fact: FactRow }>(
    pipeline,
    `SELECT f.incident_id AS incident, json_build_object('fact', f.fact, 'item', nullif(f.item, ''), 'status', f.status, 'value', f.value, 'stance', f.stance,
       'speaker', f.speaker, 'statement', f.statement, 'revision', f.revision, 'ruling', f.ruling,
       'positions', (SELECT count(*)::int FROM position p WHERE p.incident_id = f.incident_id AND p.fact = f.fact AND p.item = f.item AND upper_inf(p.published))) AS fact
     FROM fact f WHERE upper_inf(f.published) ORDER BY f.incident_id, f.fact, f.item`,
  );
  const facts: Record<string, FactRow[]> = {};
  for (const { incident, fact } of rows) (facts[incident] ??= []).push(fact);
  return facts;
}

export async function changeKinds(pipeline: Pipeline): Promise<Record<string, number>> {
  const rows = await query<{ kind: string; count: number }>(
    pipeline,
    'SELECT kind, count(*)::int AS count FROM change GROUP BY kind',
  );
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}

/** How many changes there are, by partition. */
export async function changeHeads(pipeline: Pipeline): Promise<Map<number, number>> {
  const rows = await query<{ partition: number; sequence: string }>(
    pipeline,
    'SELECT partition, sequence FROM change_head',
  );
  return new Map(rows.map(({ partition, sequence }) => [partition, Number(sequence)]));
}
