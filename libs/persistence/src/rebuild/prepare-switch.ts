import type { FactChangeEvent } from './announcement.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import { schemaOf } from '../generation/generations.js';
import type { SpeakerMove, Standing } from './standings.js';

/** What becomes of one incident when the generation is served. */
export interface Difference {
  readonly standing: Standing;
  readonly version: number;
  readonly changes: readonly FactChangeEvent[];
  readonly speakers: readonly SpeakerMove[];
  /** Whether its state is to be published although nothing is told of it. */
  readonly again: boolean;
}

/** Forgets what an earlier run had ready. */
export async function clearPrepared(sql: Sql, generation: number): Promise<void> {
  const schema = schemaOf(generation);
  await sql.query(`TRUNCATE ${schema}.announcement, ${schema}.next_version, ${schema}.speaker_move`);
  await sql.query('DELETE FROM public.state_again WHERE generation = $1', [generation]);
}

/** Replaces what was ready for these incidents. */
export async function writePrepared(
  sql: Sql,
  generation: number,
  incidents: readonly string[],
  differences: readonly Difference[],
): Promise<void> {
  const schema = schemaOf(generation);
  for (const table of ['announcement', 'next_version', 'speaker_move'])
    await sql.query(`DELETE FROM ${schema}.${table} WHERE incident_id = ANY($1)`, [incidents]);
  const announced = differences.flatMap(rowsOf);
  if (announced.length > 0)
    await sql.query(
      `INSERT INTO ${schema}.announcement (incident_id, place, partition, kind, fact, item, version, organisations, sectors, cause_source, cause_id, cause_partition, cause_offset, event)
       SELECT * FROM json_to_recordset($1) AS t(incident_id text, place int, partition int, kind text, fact text, item text, version int, organisations text[],
         sectors text[], cause_source text, cause_id text, cause_partition int, cause_offset bigint, event json)`,
      [jsonRows(announced)],
    );
  const versions = differences.filter(
    ({ standing, version }) => standing.version !== 0 && version !== standing.version,
  );
  await sql.query(
    `INSERT INTO ${schema}.next_version SELECT * FROM json_to_recordset($1) AS t(incident_id text, version int)`,
    [jsonRows(versions.map(({ standing, version }) => ({ incident_id: standing.incident, version })))],
  );
  await sql.query(
    `INSERT INTO ${schema}.speaker_move SELECT * FROM json_to_recordset($1) AS t(incident_id text, speaker text, version int, gained boolean)`,
    [
      jsonRows(
        differences.flatMap(({ version, speakers }) =>
          speakers.map(({ incident, speaker, gained }) => ({ incident_id: incident, speaker, version, gained })),
        ),
      ),
    ],
  );
  await sql.query(
    `INSERT INTO public.state_again (partition, incident_id, generation)
     SELECT partition, incident_id, $2 FROM json_to_recordset($1) AS t(partition int, incident_id text) ON CONFLICT DO NOTHING`,
    [
      jsonRows(
        differences
          .filter(({ again }) => again)
          .map(({ standing }) => ({ partition: standing.partition, incident_id: standing.incident })),
      ),
      generation,
    ],
  );
}

function rowsOf({ standing, version, changes }: Difference): object[] {
  return changes.map((event, place) => ({
    incident_id: standing.incident,
    place,
    partition: standing.partition,
    kind: event.data.kind,
    fact: event.data.fact,
    item: event.data.item,
    version,
    organisations: standing.organisations,
    sectors: standing.sectors,
    cause_source: event.data.cause.source,
    cause_id: event.data.cause.id,
    cause_partition: standing.at.partition,
    cause_offset: standing.at.offset,
    event,
  }));
}

export interface Announced {
  readonly changes: number;
  readonly incidents: number;
  /** Events that had been applied, and that the rules and code of this generation refuse. */
  readonly dead: number;
}

export async function countAnnounced(sql: Sql, generation: number): Promise<Announced> {
  const schema = schemaOf(generation);
  const [row] = await sql.query<Announced>(
    `SELECT count(*)::int AS changes, count(DISTINCT incident_id)::int AS incidents,
            (SELECT count(*)::int FROM ${schema}.found_dead) AS dead FROM ${schema}.announcement`,
  );
  return row ?? { changes: 0, incidents: 0, dead: 0 };
}
