import type { Sql } from '#persistence';

type Row = Readonly<Record<string, unknown>>;

/** Puts a row in as it is; objects become JSON, lists stay lists, bytes bytes. */
async function insert(sql: Sql, table: string, row: Row): Promise<void> {
  const values = Object.values(row).map((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)
      ? JSON.stringify(value)
      : value,
  );
  const columns = Object.keys(row).map((name) => `"${name}"`);
  await sql.query(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.map((_, i) => `$${i + 1}`).join(', ')})`,
    values,
  );
}

export async function seedIncident(sql: Sql, id: string, { title = null, ...row }: Row = {}): Promise<void> {
  const defaults = { incident_id: id, partition: 0, version: 1, last_partition: 0, last_offset: 0 };
  await insert(sql, 'incident', { ...defaults, recorded_at: '2021-11-26T13:00:00Z', title, ...row });
  await sql.query("UPDATE incident SET search = to_tsvector('simple', coalesce(title, '')) WHERE incident_id = $1", [
    id,
  ]);
}

export function seedFact(sql: Sql, incident: string, row: Row): Promise<void> {
  return insert(sql, 'fact', {
    incident_id: incident,
    item: '',
    published: '[2021-11-26T00:00:00Z,)',
    status: 'established',
    stance: 'affirmed',
    speaker: 'panasonic',
    publisher: 'panasonic',
    statement: 'press',
    revision: 1,
    ...row,
  });
}

export function seedPosition(sql: Sql, incident: string, row: Row): Promise<void> {
  return insert(sql, 'position', {
    incident_id: incident,
    item: '',
    slot: '',
    published: '[2021-11-26T00:00:00Z,)',
    speaker: 'panasonic',
    kind: 'affected',
    name: 'Somebody',
    publisher: 'panasonic',
    statement: 'press',
    revision: 1,
    said_at: '2021-11-26T00:00:00Z',
    recorded: '2021-11-26T13:00:00Z',
    stance: 'affirmed',
    relayed: false,
    preferred: false,
    ...row,
  });
}

export function seedStatement(sql: Sql, incident: string, statement: string, row: Row = {}): Promise<void> {
  const publisher = { id: 'panasonic', kind: 'affected', name: 'Panasonic' };
  return insert(sql, 'statement', {
    incident_id: incident,
    statement,
    published: '[2021-11-26T00:00:00Z,)',
    publisher,
    revision_count: 1,
    search: '',
    ...row,
  });
}

export function seedRevision(
  sql: Sql,
  incident: string,
  statement: string,
  revision: number,
  row: Row = {},
): Promise<void> {
  return insert(sql, 'statement_revision', {
    incident_id: incident,
    statement,
    revision,
    at: '2021-11-26T00:00:00Z',
    recorded_at: '2021-11-26T13:00:00Z',
    source: '/desk',
    event_id: `${statement}-${revision}`,
    partition: 0,
    offset: 0,
    claims: '[]',
    ...row,
  });
}

export function seedEvent(
  sql: Sql,
  incident: string,
  id: string,
  at: { partition: number; offset: number },
  body = '{}',
): Promise<void> {
  const times = { time: '2021-11-26T00:00:00Z', recorded: '2021-11-26T13:00:00Z', late: false };
  return insert(sql, 'event', { incident_id: incident, source: '/desk', id, type: 't', ...times, ...at, body });
}

export function seedDeadLetter(sql: Sql, row: Row): Promise<void> {
  const defaults = { reason: 'invalid', detail: '/data is missing', headers: {}, at: '2021-11-26T13:00:00Z' };
  return insert(sql, 'public.dead_letter', { ...defaults, ...row });
}

/** Until `next` everything of the partition is applied. */
export async function seedApplied(sql: Sql, partition: number, next: number): Promise<void> {
  await sql.query(
    `INSERT INTO projection_offset (partition, next, last_applied_at) VALUES ($1, $2, '2021-11-26T13:00:00Z')
     ON CONFLICT (partition) DO UPDATE SET next = $2`,
    [partition, next],
  );
}

/** The next change of a partition, with its head. */
export async function seedChange(sql: Sql, partition: number, row: Row = {}): Promise<void> {
  const [head] = await sql.query<{ sequence: string }>(
    `INSERT INTO public.change_head AS head (partition, sequence) VALUES ($1, 1)
     ON CONFLICT (partition) DO UPDATE SET sequence = head.sequence + 1 RETURNING sequence`,
    [partition],
  );
  const sequence = Number(head?.sequence);
  await insert(sql, 'public.change', {
    partition,
    sequence,
    incident_id: 'panasonic-2021',
    kind: 'fact.asserted',
    version: 1,
    organisations: [],
    sectors: [],
    cause_subject: 'panasonic-2021',
    cause_source: '/desk',
    cause_id: 'e1',
    cause_partition: partition,
    cause_offset: sequence,
    event: { id: `${partition}-${sequence}` },
    ...row,
  });
}

/** The next `count` changes of a partition, seen all at once with their head; `pad` makes them larger. */
export async function seedChanges(sql: Sql, partition: number, count: number, { pad = 0 } = {}): Promise<void> {
  await sql.query(
    `WITH head AS (
       INSERT INTO public.change_head AS head (partition, sequence) VALUES ($1, $2)
       ON CONFLICT (partition) DO UPDATE SET sequence = head.sequence + $2 RETURNING sequence)
     INSERT INTO public.change (partition, sequence, incident_id, kind, version, organisations, sectors,
       cause_subject, cause_source, cause_id, cause_partition, cause_offset, event)
     SELECT $1, head.sequence - $2 + n, 'i', 'fact.asserted', 1, '{}', '{}', 'i', '/desk', 'e1', $1, n,
            json_build_object('id', $1 || '-' || (head.sequence - $2 + n), 'data', json_build_object('kind', 'fact.asserted'), 'pad', repeat('x', $3))
       FROM head, generate_series(1, $2::int) n`,
    [partition, count, pad],
  );
}
