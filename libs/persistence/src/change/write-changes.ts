import { type ChangeEvent } from '#contracts';
import type { Described, LoggedEvent } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { arrayCell, CopiedRows } from '../copied-rows.js';
import { jsonRows } from '../json-rows.js';
import type { Sql, Transaction } from '../sql.js';

export interface OutgoingChange {
  readonly event: ChangeEvent;
  readonly cause: LoggedEvent;
  /** Of the topic, by the incident that the change is about. */
  readonly partition: number;
  /** Of the incident, before and after: whoever follows an organisation or sector is told when an incident leaves it, too. */
  readonly described: readonly Described[];
}

const columns = [
  'partition',
  'sequence',
  'incident_id',
  'kind',
  'fact',
  'item',
  'version',
  'organisations',
  'sectors',
  'cause_subject',
  'cause_source',
  'cause_id',
  'cause_partition',
  'cause_offset',
  'event',
] as const;

/**
 * Numbers the changes and writes them. The heads of their partitions stay locked until the transaction ends,
 * so a reader in the order of `sequence` never misses one that commits later.
 */
export async function writeChanges(sql: Transaction, changes: readonly OutgoingChange[]): Promise<void> {
  if (changes.length === 0) return;
  const partitions = [...new Set(changes.map(({ partition }) => partition))];
  const heads = await sql.query<{ partition: number; sequence: string }>(
    'SELECT partition, sequence FROM public.change_head WHERE partition = ANY($1) ORDER BY partition FOR UPDATE',
    [partitions],
  );
  const last = new Map(heads.map(({ partition, sequence }) => [partition, BigInt(sequence)]));
  const rows = new CopiedRows('public.change', columns);
  let labels = noLabels;
  for (const change of changes) {
    if (change.described !== labels.described) labels = labelsOf(change.described);
    const sequence = (last.get(change.partition) ?? missingHead(change.partition)) + 1n;
    last.set(change.partition, sequence);
    rows.add(row(change, sequence, labels));
  }
  await Promise.all([
    sql.copy(rows),
    sql.query(
      `UPDATE public.change_head h SET sequence = t.sequence FROM unnest($1::int[], $2::bigint[]) AS t(partition, sequence) WHERE h.partition = t.partition`,
      [[...last.keys()], [...last.values()].map(String)],
    ),
  ]);
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

/** By which a change is found, as cells; those of one event have them in common. */
interface Labels {
  readonly described: OutgoingChange['described'];
  readonly organisations: string;
  readonly sectors: string;
}

const noLabels: Labels = labelsOf([]);

function labelsOf(described: OutgoingChange['described']): Labels {
  const organisations = described.flatMap((each) => each.organisations.map(({ id }) => id));
  const sectors = described.flatMap((each) => each.sectors);
  return {
    described,
    organisations: arrayCell([...new Set(organisations)]),
    sectors: arrayCell([...new Set(sectors)]),
  };
}

function row({ event, cause, partition }: OutgoingChange, sequence: bigint, { organisations, sectors }: Labels) {
  const { data } = event;
  const { subject, source, id, at } = cause;
  const [fact, item] = 'fact' in data ? [data.fact, data.item] : [null, null];
  return [
    partition,
    sequence,
    data.incident,
    data.kind,
    fact,
    item,
    data.version,
    organisations,
    sectors,
    subject,
    source,
    id,
    at.partition,
    at.offset,
    JSON.stringify(event),
  ] as const;
}

/** Notes who began to speak on an incident, and who ceased to. */
export async function writeSpeakers(sql: Transaction, deltas: readonly IncidentDelta[]): Promise<void> {
  const gained = new CopiedRows('public.incident_speaker', ['incident_id', 'speaker', 'since_version']);
  const lost: object[] = [];
  for (const { state, speakers } of deltas)
    for (const { speaker, version, gained: isGained } of speakers)
      if (isGained) gained.add([state.id, speaker, version]);
      else lost.push({ incident_id: state.id, speaker, version });
  await Promise.all([sql.copy(gained), lost.length > 0 ? noteLost(sql, lost) : undefined]);
}

async function noteLost(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `UPDATE public.incident_speaker s SET until_version = t.version FROM json_to_recordset($1) AS t(incident_id text, speaker text, version int)
     WHERE s.incident_id = t.incident_id AND s.speaker = t.speaker AND s.until_version IS NULL
       AND s.since_version = (SELECT max(since_version) FROM public.incident_speaker m
         WHERE m.incident_id = t.incident_id AND m.speaker = t.speaker AND m.since_version < t.version)`,
    [jsonRows(rows)],
  );
}
