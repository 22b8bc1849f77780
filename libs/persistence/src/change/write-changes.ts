import { type ChangeEvent } from '#contracts';
import type { Described, LoggedEvent } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

export interface OutgoingChange {
  readonly event: ChangeEvent;
  readonly cause: LoggedEvent;
  /** Of the topic, by the incident that the change is about. */
  readonly partition: number;
  /** Of the incident, before and after: whoever follows an organisation or sector is told when an incident leaves it, too. */
  readonly described: readonly Described[];
}

/**
 * Numbers the changes and writes them. The heads of their partitions stay locked until the transaction ends,
 * so a reader in the order of `sequence` never misses one that commits later.
 */
export async function writeChanges(sql: Sql, changes: readonly OutgoingChange[]): Promise<void> {
  if (changes.length === 0) return;
  const partitions = [...new Set(changes.map(({ partition }) => partition))];
  const heads = await sql.query<{ partition: number; sequence: string }>(
    'SELECT partition, sequence FROM public.change_head WHERE partition = ANY($1) ORDER BY partition FOR UPDATE',
    [partitions],
  );
  const last = new Map(heads.map(({ partition, sequence }) => [partition, BigInt(sequence)]));
  const rows = changes.map((change) => {
    const sequence = (last.get(change.partition) ?? missingHead(change.partition)) + 1n;
    last.set(change.partition, sequence);
    return row(change, sequence);
  });
  await sql.query(
    `WITH moved AS (UPDATE public.change_head h SET sequence = t.sequence FROM json_to_recordset($2) AS t(partition int, sequence bigint) WHERE h.partition = t.partition)
     INSERT INTO public.change (partition, sequence, incident_id, kind, fact, item, version, organisations, sectors, cause_subject, cause_source, cause_id, cause_partition, cause_offset, event)
     SELECT * FROM json_to_recordset($1) AS t(partition int, sequence bigint, incident_id text, kind text, fact text, item text, version int, organisations text[],
       sectors text[], cause_subject text, cause_source text, cause_id text, cause_partition int, cause_offset bigint, event json)`,
    [
      jsonRows(rows),
      jsonRows([...last].map(([partition, sequence]) => ({ partition, sequence: sequence.toString() }))),
    ],
  );
}

/** One row a partition, made once: it is what numbers are given under. */
export async function prepareChangeHeads(sql: Sql, partitions: number): Promise<void> {
  await sql.query(
    `INSERT INTO public.change_head SELECT n, 0 FROM generate_series(0, $1::int - 1) n
      WHERE NOT EXISTS (SELECT FROM public.change_head WHERE partition = n) ON CONFLICT DO NOTHING`,
    [partitions],
  );
}

function missingHead(partition: number): never {
  throw new Error(`no change head for partition ${partition}`);
}

function row({ event, cause, partition, described }: OutgoingChange, sequence: bigint): object {
  const { data } = event;
  return {
    partition,
    sequence: sequence.toString(),
    incident_id: data.incident,
    kind: data.kind,
    fact: 'fact' in data ? data.fact : null,
    item: 'fact' in data ? data.item : null,
    version: data.version,
    organisations: [...new Set(described.flatMap(({ organisations }) => organisations.map(({ id }) => id)))],
    sectors: [...new Set(described.flatMap(({ sectors }) => sectors))],
    cause_subject: cause.subject,
    cause_source: cause.source,
    cause_id: cause.id,
    cause_partition: cause.at.partition,
    cause_offset: cause.at.offset.toString(),
    event,
  };
}

/** Notes who began to speak on an incident, and who ceased to. */
export async function writeSpeakers(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  const rows = deltas.flatMap(({ state, speakers }) => speakers.map((row) => ({ incident_id: state.id, ...row })));
  const gained = rows.filter((row) => row.gained);
  const lost = rows.filter((row) => !row.gained);
  if (gained.length > 0) {
    await sql.query(
      `INSERT INTO public.incident_speaker (incident_id, speaker, since_version)
       SELECT incident_id, speaker, version FROM json_to_recordset($1) AS t(incident_id text, speaker text, version int)`,
      [jsonRows(gained)],
    );
  }
  if (lost.length === 0) return;
  await sql.query(
    `UPDATE public.incident_speaker s SET until_version = t.version FROM json_to_recordset($1) AS t(incident_id text, speaker text, version int)
     WHERE s.incident_id = t.incident_id AND s.speaker = t.speaker AND s.until_version IS NULL
       AND s.since_version = (SELECT max(since_version) FROM public.incident_speaker m
         WHERE m.incident_id = t.incident_id AND m.speaker = t.speaker AND m.since_version < t.version)`,
    [jsonRows(lost)],
  );
}
