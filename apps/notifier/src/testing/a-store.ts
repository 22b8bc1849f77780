import { createDataSource, migrate, prepareChangeHeads, sqlOf, type Database, type Sql } from '#persistence';
import { freshDatabase } from '../../../../test/support/index.js';

export interface AnIncident {
  readonly id: string;
  readonly title?: string;
  readonly mergedInto?: string;
}

export interface Store {
  readonly url: string;
  readonly database: Database;
  readonly sql: Sql;
  drop(): Promise<void>;
}

/** A database of its own with our tables. */
export async function aStore(partitions = 2): Promise<Store> {
  const fresh = await freshDatabase();
  const database = createDataSource({ url: fresh.url, application: 'test', connections: 4, onLost: () => undefined });
  await database.initialize();
  await migrate(database);
  const sql = sqlOf(database);
  await prepareChangeHeads(sql, partitions);
  return {
    url: fresh.url,
    database,
    sql,
    drop: async () => {
      await database.destroy();
      await fresh.drop();
    },
  };
}

/** `count` changes of this incident in one transaction, as a projector would write them, and its row as they leave it. */
export async function writeChangesOf(
  { database }: Store,
  partition: number,
  { id, title, mergedInto }: AnIncident,
  { count = 1, padding = 0 } = {},
): Promise<void> {
  await database.transaction(async (manager) => {
    await manager.query(
      `INSERT INTO incident (incident_id, partition, version, title, merged_into, recorded_at, last_partition, last_offset)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp(), $2, 0)
       ON CONFLICT (incident_id) DO UPDATE SET version = incident.version + $3, title = $4, merged_into = $5, last_offset = incident.last_offset + $3`,
      [id, partition, count, title ?? null, mergedInto ?? null],
    );
    await manager.query(
      `WITH head AS (UPDATE public.change_head SET sequence = sequence + $3 WHERE partition = $1 RETURNING sequence - $3 AS before)
       INSERT INTO public.change (partition, sequence, incident_id, kind, fact, version, organisations, sectors,
         cause_subject, cause_source, cause_id, cause_partition, cause_offset, event)
       SELECT $1, before + n, $2, 'fact.asserted', 'timeline.began', incident.version - $3 + n, '{}', '{}', $2, '/desk', 'e' || n, $1, before + n,
         json_build_object('specversion', '1.0', 'id', md5($2 || (before + n)), 'source', '/changes', 'type', 'disclosure.fact.asserted.v1',
           'subject', $2, 'data', json_build_object('incident', $2, 'sequence', before + n, 'padding', repeat('x', $4)))
       FROM head, incident, generate_series(1, $3::int) n WHERE incident.incident_id = $2`,
      [partition, id, count, padding],
    );
  });
}

/** A fact with positions of so many speakers. */
export async function writeFact(sql: Sql, incident: string, speakers: number): Promise<void> {
  await sql.query(
    `INSERT INTO fact (incident_id, fact, item, published, status, value, stance, speaker, publisher, statement, revision)
     VALUES ($1, 'exposure.people', '', tstzrange('2021-11-26', NULL), 'established', '100', 'affirmed', 's0', 's0', 'x', 1)`,
    [incident],
  );
  await sql.query(
    `INSERT INTO position (incident_id, fact, item, speaker, slot, published, kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, quote, preferred)
     SELECT $1, 'exposure.people', '', 's' || n, '', tstzrange('2021-11-26', NULL), 'media', 'S', 's' || n, 'x', 1, '2021-11-26', '2021-11-27', 'affirmed', '100', false, 'a quote', false
     FROM generate_series(1, $2::int) n`,
    [incident, speakers],
  );
}

/** Resolves to whether everything of these partitions is noted as sent. */
export async function allNoted(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ left: number }>(
    `SELECT count(*)::int AS left FROM public.change_head h LEFT JOIN public.notified n USING (partition)
     WHERE h.sequence > coalesce(n.sequence, 0)`,
  );
  return row?.left === 0;
}
