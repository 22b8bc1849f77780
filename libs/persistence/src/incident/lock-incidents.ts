import type { Instant } from '#contracts';
import type { Sql } from '../sql.js';

export interface LockedIncident {
  readonly id: string;
  /** 0 for an incident that nothing has been applied to. */
  readonly version: number;
  readonly opened: boolean;
  /** Of its own events, the latest effective time. */
  readonly latest: Instant | null;
  readonly recordedAt: Instant | null;
  readonly partition: number | null;
  readonly offset: string | null;
}

/**
 * Locks the rows of these incidents, in the order of their ids, and makes those that are missing.
 * @param partitionOf the partition of the topics that an incident's records are in.
 */
export async function lockIncidents(
  sql: Sql,
  incidents: readonly string[],
  partitionOf: (incident: string) => number,
): Promise<LockedIncident[]> {
  const ids = [...incidents].sort();
  const made = sql.query(
    `INSERT INTO incident (incident_id, partition)
     SELECT * FROM unnest($1::text[], $2::int[]) AS t(id, partition)
     WHERE NOT EXISTS (SELECT FROM incident WHERE incident_id = t.id)
     ORDER BY t.id COLLATE "C" ON CONFLICT DO NOTHING`,
    [ids, ids.map(partitionOf)],
  );
  const locked = sql.query<LockedIncident>(
    `SELECT incident_id AS id, version, recorded_at AS "recordedAt", last_partition AS partition, last_offset AS "offset", opened, latest
     FROM incident WHERE incident_id = ANY($1) ORDER BY incident_id FOR UPDATE`,
    [ids],
  );
  const [rows] = await Promise.all([locked, made]);
  return rows;
}
