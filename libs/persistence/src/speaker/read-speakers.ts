import type { Instant, PartyKind, SpeakerView, SpokenView } from '#contracts';
import { heldAt } from '../held-at.js';
import { newParameters, type Use } from '../parameters.js';
import type { Sql } from '../sql.js';

interface Page {
  readonly after: string;
  readonly limit: number;
  readonly asOf: Instant | null;
}

interface SpeakerRow {
  readonly id: string;
  readonly called: readonly [saidAt: string, kind: PartyKind, name: string];
  readonly incidents: number;
  readonly positions: number;
}

/** Its latest position has the latest `saidAt`; of several that one whose kind, then name, comes last. */
const last = `max(ARRAY[p.said_at::text, p.kind, p.name] COLLATE "C")`;
const counts = (held: string) =>
  `count(DISTINCT p.incident_id) FILTER (WHERE ${held})::int AS incidents, count(*) FILTER (WHERE ${held})::int AS positions`;

/** The first `limit` speakers after `after` that hold a position, by id. */
export async function readSpeakers(sql: Sql, { after, limit, asOf }: Page): Promise<SpeakerView[]> {
  const { values, use } = newParameters();
  const held = heldAt('p.published', asOf, use);
  // From speaker to speaker along the index, however many positions each holds.
  const rows = await sql.query<SpeakerRow>(
    `WITH RECURSIVE speaker AS (
       (SELECT p.speaker FROM position p WHERE p.speaker > ${use(after)} AND ${held} ORDER BY p.speaker LIMIT 1)
       UNION ALL
       SELECT next.speaker FROM speaker s,
         LATERAL (SELECT p.speaker FROM position p WHERE p.speaker > s.speaker AND ${held} ORDER BY p.speaker LIMIT 1) AS next)
     SELECT s.speaker AS id, of.* FROM (SELECT speaker FROM speaker LIMIT ${use(limit)}) AS s,
       LATERAL (SELECT ${last} AS called, ${counts('true')} FROM position p WHERE p.speaker = s.speaker AND ${held}) AS of
      ORDER BY s.speaker COLLATE "C"`,
    values,
  );
  return rows.map(toSpeaker);
}

/** `null` for who never spoke. Who spoke and holds nothing any more is called as it last was. */
export async function readSpeaker(sql: Sql, id: string, asOf: Instant | null): Promise<SpeakerView | null> {
  const { values, use } = newParameters();
  const held = heldAt('p.published', asOf, use);
  const [row] = await sql.query<SpeakerRow>(
    `SELECT ${use(id)}::text AS id, coalesce(${last} FILTER (WHERE ${held}), ${last}) AS called,
            ${counts(held)}
       FROM position p WHERE p.speaker = ${use(id)} AND ${begun(asOf, use)} HAVING count(*) > 0`,
    values,
  );
  return row === undefined ? null : toSpeaker(row);
}

/** The first `limit` incidents after `after` on which it holds a position, by id. */
export function readSpoken(sql: Sql, id: string, { after, limit, asOf }: Page): Promise<SpokenView[]> {
  const { values, use } = newParameters();
  return sql.query<SpokenView>(
    `SELECT p.incident_id AS incident, count(*)::int AS positions, max(p.said_at) AS "saidAt"
       FROM position p WHERE p.speaker = ${use(id)} AND p.incident_id > ${use(after)} AND ${heldAt('p.published', asOf, use)}
      GROUP BY p.incident_id ORDER BY p.incident_id LIMIT ${use(limit)}`,
    values,
  );
}

function begun(asOf: Instant | null, use: Use): string {
  return asOf === null ? 'true' : `lower(p.published) <= ${use(asOf)}`;
}

function toSpeaker({ id, called: [, kind, name], incidents, positions }: SpeakerRow): SpeakerView {
  return { id, kind, name, incidents, positions };
}
