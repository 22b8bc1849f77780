import type { ChangeEvent, LogOffset } from '#contracts';
import type { OutgoingChange } from '../change/write-changes.js';
import { jsonRows } from '../json-rows.js';
import { schemaOf } from '../generation/generations.js';
import type { Sql } from '../sql.js';

export interface PublishedChange {
  readonly partition: number;
  readonly sequence: bigint;
  readonly event: ChangeEvent;
  readonly cause: LogOffset;
}

/**
 * Takes what was published back into an empty table, in the order of its sequence; what is there already is passed over.
 * Of which organisations and sectors an incident was is not published, and is filled in when its event is applied again.
 */
export async function restoreChanges(sql: Sql, partition: number, changes: readonly PublishedChange[]): Promise<void> {
  const [head] = await sql.query<{ sequence: string }>(
    'SELECT sequence FROM public.change_head WHERE partition = $1 FOR UPDATE',
    [partition],
  );
  const known = BigInt(head?.sequence ?? 0);
  const rows = changes.filter(({ sequence }) => sequence > known).map(row);
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO public.change (partition, sequence, incident_id, kind, fact, item, version, organisations, sectors, cause_subject, cause_source, cause_id, cause_partition, cause_offset, event)
     SELECT partition, sequence, incident_id, kind, fact, item, version, '{}', '{}', cause_subject, cause_source, cause_id, cause_partition, cause_offset, event
       FROM json_to_recordset($1) AS t(partition int, sequence bigint, incident_id text, kind text, fact text, item text, version int,
         cause_subject text, cause_source text, cause_id text, cause_partition int, cause_offset bigint, event json)`,
    [jsonRows(rows)],
  );
  await sql.query(
    'UPDATE public.change_head SET sequence = (SELECT max(sequence) FROM public.change WHERE partition = $1) WHERE partition = $1',
    [partition],
  );
}

function row({ partition, sequence, event, cause }: PublishedChange): object {
  const { data } = event;
  return {
    partition,
    sequence: sequence.toString(),
    incident_id: data.incident,
    kind: data.kind,
    fact: 'fact' in data ? data.fact : null,
    item: 'fact' in data ? data.item : null,
    version: data.version,
    cause_subject: data.cause.subject,
    cause_source: data.cause.source,
    cause_id: data.cause.id,
    cause_partition: cause.partition,
    cause_offset: cause.offset.toString(),
    event,
  };
}

/** By partition of the log, the offset after the last event of which anything was told. */
export async function readToldEnds(sql: Sql, partitions: number): Promise<Map<number, bigint>> {
  const rows = await sql.query<{ partition: number; end: string }>(
    `SELECT p AS partition, 1 + greatest(-1, (SELECT max(cause_offset) FROM public.change WHERE cause_partition = p),
              (SELECT max("offset") FROM public.dead_letter WHERE partition = p)) AS "end"
       FROM generate_series(0, $1::int - 1) p`,
    [partitions],
  );
  return new Map(rows.map(({ partition, end }) => [partition, BigInt(end)]));
}

/** Fills in whom changes that were taken back concern. */
export async function describeChanges(sql: Sql, changes: readonly OutgoingChange[]): Promise<void> {
  const rows = changes.map(({ event, cause, described }) => ({
    incident_id: event.data.incident,
    cause_partition: cause.at.partition,
    cause_offset: cause.at.offset.toString(),
    organisations: [...new Set(described.flatMap(({ organisations }) => organisations.map(({ id }) => id)))],
    sectors: [...new Set(described.flatMap(({ sectors }) => sectors))],
  }));
  const told = rows.filter(({ organisations, sectors }) => organisations.length + sectors.length > 0);
  if (told.length === 0) return;
  await sql.query(
    `UPDATE public.change c SET organisations = t.organisations, sectors = t.sectors
       FROM json_to_recordset($1) AS t(incident_id text, cause_partition int, cause_offset bigint, organisations text[], sectors text[])
      WHERE c.cause_partition = t.cause_partition AND c.cause_offset = t.cause_offset AND c.incident_id = t.incident_id`,
    [jsonRows(told)],
  );
}

/** Who spoke when is found out anew with the read models. */
export async function clearSpeakers(sql: Sql): Promise<void> {
  await sql.query('DELETE FROM public.incident_speaker');
}

/** A parked event that stands in the journal was sent again. */
export async function noteRedrivenAgain(sql: Sql, generation: number): Promise<void> {
  await sql.query(
    `UPDATE public.dead_letter d SET redriven = e.partition || '@' || e."offset" FROM ${schemaOf(generation)}.event e
      WHERE d.reason = 'apply-failed' AND d.redriven IS NULL AND e.incident_id = d.subject AND e.source = d.source AND e.id = d.id`,
  );
}
