import type { Head } from '#contracts';
import type { FactKey } from '#domain';
import { schemaOf } from '../generation/generations.js';
import type { Sql } from '../sql.js';

/** What of an incident is compared before another generation is served. */
export interface Standing {
  readonly incident: string;
  readonly partition: number;
  /** In the new generation; 0 where it is unknown there. */
  readonly version: number;
  /** The highest that anybody was told. */
  readonly told: number;
  readonly organisations: readonly string[];
  readonly sectors: readonly string[];
  /** Of the event that touched it last. */
  readonly at: { readonly partition: number; readonly offset: string };
  /** Whether anything else of its current state differs from what the old generation says. */
  readonly differs: boolean;
}

interface Row {
  readonly incident_id: string;
  readonly partition: number;
  readonly version: number;
  readonly told: number;
  readonly organisations: string[];
  readonly sectors: string[];
  readonly last_partition: number;
  readonly last_offset: string;
}

/** @param old `null` where there is none: then everything differs. */
export async function readStandings(
  sql: Sql,
  { old, built }: { readonly old: number | null; readonly built: number },
  incidents: readonly string[],
): Promise<Standing[]> {
  const [before, now] = [old === null ? null : schemaOf(old), schemaOf(built)];
  // Without an old generation, what was told is all that is known of versions.
  const known =
    before === null
      ? 'LEFT JOIN LATERAL (SELECT max(version) AS version, NULL::int AS partition, NULL::int AS last_partition, NULL::bigint AS last_offset FROM public.change c WHERE c.incident_id = id) o ON true'
      : `LEFT JOIN ${before}.incident o ON o.incident_id = id`;
  const rows = await sql.query<Row>(
    `SELECT id AS incident_id, coalesce(n.partition, o.partition) AS partition, coalesce(n.version, 0) AS version, coalesce(o.version, 0) AS told,
            coalesce(n.organisation_ids, '{}') AS organisations, coalesce(n.sectors, '{}') AS sectors,
            coalesce(n.last_partition, o.last_partition, 0) AS last_partition, coalesce(n.last_offset, o.last_offset, 0) AS last_offset
       FROM unnest($1::text[]) AS wanted(id) LEFT JOIN ${now}.incident n ON n.incident_id = id AND n.version > 0 ${known}`,
    [incidents],
  );
  const differing = before === null ? new Set(incidents) : await readDiffering(sql, before, now, incidents);
  return rows.map(({ incident_id, last_partition, last_offset, ...row }) => ({
    ...row,
    incident: incident_id,
    at: { partition: last_partition, offset: last_offset },
    differs: differing.has(incident_id),
  }));
}

// What an answer shows of the present, less what is expected to go on: version, and the event that touched it last.
const shown: Readonly<Record<string, string>> = {
  incident: `SELECT incident_id, row(title, summary, organisations::text, sectors, countries, tags, "references"::text, absorbed, merged_into,
               opened_at, last_statement_at, contested, statement_count, speaker_count)::text FROM $.incident WHERE incident_id = ANY($1) AND version > 0`,
  fact: `SELECT incident_id, row(fact, item, published, status, value::text, stance, speaker, publisher, statement, revision, ruling::text)::text
           FROM $.fact WHERE incident_id = ANY($1) AND upper_inf(published)`,
  position: `SELECT incident_id, row(fact, item, speaker, slot, published, kind, name, publisher, statement, revision, said_at, stance, value::text, relayed, preferred)::text
               FROM $.position WHERE incident_id = ANY($1) AND upper_inf(published)`,
};

async function readDiffering(
  sql: Sql,
  before: string,
  now: string,
  incidents: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const select of Object.values(shown)) {
    const [a, b] = [select.replaceAll('$.', `${before}.`), select.replaceAll('$.', `${now}.`)];
    const rows = await sql.query<{ incident_id: string }>(
      `SELECT incident_id FROM ((${a} EXCEPT ${b}) UNION ALL (${b} EXCEPT ${a})) AS differing`,
      [incidents],
    );
    for (const { incident_id } of rows) found.add(incident_id);
  }
  return found;
}

export type Facts = ReadonlyMap<string, FactKey & { readonly head: Head }>;

/** By incident, what its readers hold to be so: what applying everything told of it in order leaves. */
export async function readToldFacts(sql: Sql, incidents: readonly string[]): Promise<Map<string, Facts>> {
  const rows = await sql.query<FactRow>(
    `SELECT c.incident_id, c.fact, c.item, c.event->'data'->'after' AS head
       FROM (SELECT DISTINCT ON (incident_id, fact, item) partition, sequence
               FROM public.change c
              WHERE incident_id = ANY($1) AND fact IS NOT NULL AND sequence > coalesce((
                SELECT max(m.sequence) FROM public.change m
                 WHERE m.incident_id = c.incident_id AND m.partition = c.partition AND m.kind = 'incident.merged'
                   AND m.event->'data'->>'absorbed' = c.incident_id), 0)
              ORDER BY incident_id, fact, item, sequence DESC) last
       JOIN public.change c USING (partition, sequence)`,
    [incidents],
  );
  return byIncident(rows);
}

/** By incident, what a generation holds to be so; nothing of one that is merged away. */
export async function readBuiltFacts(
  sql: Sql,
  generation: number,
  incidents: readonly string[],
): Promise<Map<string, Facts>> {
  const schema = schemaOf(generation);
  const rows = await sql.query<FactRow>(
    `SELECT f.incident_id, f.fact, nullif(f.item, '') AS item,
            json_build_object('status', f.status, 'value', f.value, 'stance', f.stance, 'speaker', f.speaker, 'statement', f.statement,
              'revision', f.revision, 'ruling', f.ruling) AS head
       FROM ${schema}.fact f JOIN ${schema}.incident i USING (incident_id)
      WHERE f.incident_id = ANY($1) AND upper_inf(f.published) AND i.merged_into IS NULL`,
    [incidents],
  );
  return byIncident(rows);
}

interface FactRow extends FactKey {
  readonly incident_id: string;
  readonly head: Head | null;
}

function byIncident(rows: readonly FactRow[]): Map<string, Facts> {
  const found = new Map<string, Map<string, FactKey & { head: Head }>>();
  for (const { incident_id, fact, item, head } of rows) {
    if (head === null) continue;
    const facts = found.get(incident_id) ?? new Map<string, FactKey & { head: Head }>();
    found.set(incident_id, facts.set(JSON.stringify([fact, item]), { fact, item, head }));
  }
  return found;
}

export interface SpeakerMove {
  readonly incident: string;
  readonly speaker: string;
  readonly gained: boolean;
}

/** Who holds a position in a generation and is not noted as one who does, and the other way round. */
export async function readSpeakerMoves(
  sql: Sql,
  generation: number,
  incidents: readonly string[],
): Promise<SpeakerMove[]> {
  return sql.query<SpeakerMove>(
    `SELECT incident_id AS incident, speaker, held.speaker_is IS NOT NULL AS gained
       FROM (SELECT DISTINCT incident_id, speaker, true AS speaker_is FROM ${schemaOf(generation)}.position
              WHERE incident_id = ANY($1) AND upper_inf(published)) held
       FULL JOIN (SELECT incident_id, speaker, true AS noted_is FROM public.incident_speaker
                   WHERE incident_id = ANY($1) AND until_version IS NULL) noted USING (incident_id, speaker)
      WHERE held.speaker_is IS NULL OR noted.noted_is IS NULL`,
    [incidents],
  );
}
