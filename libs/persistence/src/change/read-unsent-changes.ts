import type { LogOffset } from '#contracts';
import type { Sql } from '../sql.js';

export interface UnsentChange {
  readonly sequence: bigint;
  readonly incident: string;
  /** Of the incident, by the event that caused it. */
  readonly version: number;
  readonly kind: string;
  readonly fact: string | null;
  readonly cause: LogOffset;
  /** The CloudEvent as it was written, to the letter. */
  readonly event: string;
}

/** A stretch of one partition that begins after a sequence or an offset. */
export interface Stretch {
  readonly partition: number;
  readonly after: bigint;
  readonly rows: number;
  /** As stored, compressed ones count as such; the first row comes whatever its size. */
  readonly bytes: number;
}

interface Row {
  readonly sequence: string;
  readonly incident_id: string;
  readonly version: number;
  readonly kind: string;
  readonly fact: string | null;
  readonly cause_partition: number;
  readonly cause_offset: string;
  readonly event: string;
}

/** In the order of their sequence. */
export async function readUnsentChanges(sql: Sql, { partition, after, rows, bytes }: Stretch): Promise<UnsentChange[]> {
  const found = await sql.query<Row>(
    `SELECT sequence, incident_id, version, kind, fact, cause_partition, cause_offset, event::text AS event
       FROM (SELECT *, sum(pg_column_size(event)) OVER (ORDER BY sequence) - pg_column_size(event) AS bytes_before
               FROM (SELECT * FROM public.change WHERE partition = $1 AND sequence > $2 ORDER BY sequence LIMIT $3) next) sized
      WHERE bytes_before < $4
      ORDER BY sequence`,
    [partition, after.toString(), rows, bytes],
  );
  return found.map((row) => ({
    sequence: BigInt(row.sequence),
    incident: row.incident_id,
    version: row.version,
    kind: row.kind,
    fact: row.fact,
    cause: { partition: row.cause_partition, offset: BigInt(row.cause_offset) },
    event: row.event,
  }));
}

/** The incidents of the last `rows` changes up to and with `through`. */
export async function readIncidentsOfChanges(
  sql: Sql,
  { partition, through, rows }: { readonly partition: number; readonly through: bigint; readonly rows: number },
): Promise<string[]> {
  const found = await sql.query<{ incident_id: string }>(
    `SELECT DISTINCT incident_id FROM public.change WHERE partition = $1 AND sequence > $2 AND sequence <= $3`,
    [partition, (through - BigInt(rows)).toString(), through.toString()],
  );
  return found.map((row) => row.incident_id);
}
