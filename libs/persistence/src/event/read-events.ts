import type { LogOffset } from '#contracts';
import type { Sql } from '../sql.js';

/** An event is known by this, whatever copies of it there are. */
export interface EventName {
  readonly subject: string;
  readonly source: string;
  readonly id: string;
}

export interface PlacedEvent {
  readonly name: EventName;
  readonly at: LogOffset;
}

interface EventRow extends Omit<EventName, 'subject'> {
  readonly incident_id: string;
  readonly partition: number;
  readonly offset: string;
}

const columns = 'incident_id, source, id, partition, "offset"';

/** The applied event of that name, of its copies the first in the log. */
export async function readEventNamed(sql: Sql, { subject, source, id }: EventName): Promise<PlacedEvent | null> {
  const [row] = await sql.query<EventRow>(
    `SELECT ${columns} FROM event WHERE incident_id = $1 AND source = $2 AND id = $3`,
    [subject, source, id],
  );
  return row === undefined ? null : place(row);
}

export async function readEventAt(sql: Sql, { partition, offset }: LogOffset): Promise<PlacedEvent | null> {
  const [row] = await sql.query<EventRow>(`SELECT ${columns} FROM event WHERE partition = $1 AND "offset" = $2`, [
    partition,
    offset.toString(),
  ]);
  return row === undefined ? null : place(row);
}

function place({ incident_id, source, id, partition, offset }: EventRow): PlacedEvent {
  return { name: { subject: incident_id, source, id }, at: { partition, offset: BigInt(offset) } };
}
