import type { Instant, SpeakerView, SpokenView } from '#contracts';
import { heldAt } from '../held-at.js';
import { newParameters, type Use } from '../parameters.js';
import type { Sql } from '../sql.js';

interface Page {
  readonly after: string;
  readonly limit: number;
  readonly asOf: Instant | null;
}

/** Its latest position has the latest `saidAt`; of several that one whose kind, then name, comes last. */
const latest = 'p.said_at DESC, p.kind DESC, p.name COLLATE "C" DESC LIMIT 1';
/** In the order of an index: by incident. */
const counts = (ofIt: string) => `
  SELECT count(*)::int AS incidents, coalesce(sum(of.positions), 0)::int AS positions
    FROM (SELECT count(*) AS positions FROM position p WHERE ${ofIt} GROUP BY p.incident_id) AS of`;

/** The first `limit` speakers after `after` that hold a position, by id. */
export function readSpeakers(sql: Sql, { after, limit, asOf }: Page): Promise<SpeakerView[]> {
  const { values, use } = newParameters();
  const held = heldAt('p.published', asOf, use);
  // From speaker to speaker along the index, however many positions each holds.
  return sql.query<SpeakerView>(
    `WITH RECURSIVE speaker AS (
       (SELECT p.speaker FROM position p WHERE p.speaker > ${use(after)} AND ${held} ORDER BY p.speaker LIMIT 1)
       UNION ALL
       SELECT next.speaker FROM speaker s,
         LATERAL (SELECT p.speaker FROM position p WHERE p.speaker > s.speaker AND ${held} ORDER BY p.speaker LIMIT 1) AS next)
     SELECT s.speaker AS id, called.*, counted.* FROM (SELECT speaker FROM speaker LIMIT ${use(limit)}) AS s,
       LATERAL (SELECT p.kind, p.name FROM position p WHERE p.speaker = s.speaker AND ${held} ORDER BY ${latest}) AS called,
       LATERAL (${counts(`p.speaker = s.speaker AND ${held}`)}) AS counted
      ORDER BY s.speaker COLLATE "C"`,
    values,
  );
}

/** `null` for who never spoke. Who spoke and holds nothing any more is called as it last was. */
export async function readSpeaker(sql: Sql, id: string, asOf: Instant | null): Promise<SpeakerView | null> {
  const { values, use } = newParameters();
  const held = heldAt('p.published', asOf, use);
  const speaker = `p.speaker = ${use(id)}`;
  const [row] = await sql.query<SpeakerView>(
    `SELECT ${use(id)}::text AS id, called.*, counted.*
       FROM (SELECT p.kind, p.name FROM position p WHERE ${speaker} AND ${begun(asOf, use)}
              ORDER BY ${held} DESC, ${latest}) AS called,
            (${counts(`${speaker} AND ${held}`)}) AS counted`,
    values,
  );
  return row ?? null;
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
