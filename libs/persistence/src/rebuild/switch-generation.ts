import { schemaOf } from '../generation/generations.js';
import type { Sql } from '../sql.js';

/**
 * Lets a generation that was built be served, and tells what differs: in a transaction that holds the old one's offsets.
 * `false` if another run has prepared something else meanwhile, or it is served already.
 */
export async function switchGeneration(
  sql: Sql,
  { old, built, run }: { readonly old: number | null; readonly built: number; readonly run: string },
): Promise<boolean> {
  const schema = schemaOf(built);
  const mine = await sql.query(
    `SELECT number FROM public.generation WHERE number = $1 AND state = 'building' AND run = $2 FOR UPDATE`,
    [built, run],
  );
  if (mine.length === 0) return false;
  await sql.query(
    `UPDATE ${schema}.incident i SET version = n.version FROM ${schema}.next_version n WHERE i.incident_id = n.incident_id`,
  );
  await sql.query(`INSERT INTO public.dead_letter SELECT * FROM ${schema}.found_dead ON CONFLICT DO NOTHING`);
  await sql.query(
    `UPDATE public.incident_speaker s SET until_version = m.version FROM ${schema}.speaker_move m
      WHERE NOT m.gained AND s.incident_id = m.incident_id AND s.speaker = m.speaker AND s.until_version IS NULL`,
  );
  await sql.query(
    `INSERT INTO public.incident_speaker (incident_id, speaker, since_version)
     SELECT incident_id, speaker, version FROM ${schema}.speaker_move WHERE gained ON CONFLICT DO NOTHING`,
  );
  if (old !== null) {
    await sql.query(`UPDATE ${schemaOf(old)}.projection_offset SET retired = true`);
    await sql.query(`UPDATE public.generation SET state = 'retired', since = now() WHERE number = $1`, [old]);
  }
  await sql.query(`UPDATE public.generation SET state = 'served', since = now() WHERE number = $1`, [built]);
  await tell(sql, schema);
  await sql.query(
    `TRUNCATE ${schema}.announcement, ${schema}.next_version, ${schema}.speaker_move, ${schema}.found_dead`,
  );
  return true;
}

/** The heads come last, as with every change. */
async function tell(sql: Sql, schema: string): Promise<void> {
  await sql.query('SELECT FROM public.change_head ORDER BY partition FOR UPDATE');
  await sql.query(
    `INSERT INTO public.change (partition, sequence, incident_id, kind, fact, item, version, organisations, sectors, cause_subject, cause_source, cause_id, cause_partition, cause_offset, event)
     SELECT partition, h.sequence + row_number() OVER (PARTITION BY partition ORDER BY incident_id, place), incident_id, kind, fact, item, version,
            organisations, sectors, incident_id, cause_source, cause_id, cause_partition, cause_offset, event
       FROM ${schema}.announcement JOIN public.change_head h USING (partition)`,
  );
  await sql.query(
    `UPDATE public.change_head h SET sequence = h.sequence + told.changes
       FROM (SELECT partition, count(*) AS changes FROM ${schema}.announcement GROUP BY partition) told WHERE h.partition = told.partition`,
  );
}

/** Marks what is prepared as this run's. */
export async function claimRun(sql: Sql, generation: number, run: string): Promise<void> {
  await sql.query(`UPDATE public.generation SET run = $2 WHERE number = $1 AND state = 'building'`, [generation, run]);
}

/** How long the projectors' own transactions may keep the switch waiting, in milliseconds. */
export async function limitLockWait(sql: Sql, milliseconds: number): Promise<void> {
  await sql.query(`SELECT set_config('lock_timeout', $1, true)`, [String(milliseconds)]);
}

/** How far each partition is applied to a generation; nothing more is until the transaction ends. */
export async function holdGeneration(sql: Sql, generation: number): Promise<Map<number, bigint>> {
  const rows = await sql.query<{ partition: number; next: string }>(
    `SELECT partition, next FROM ${schemaOf(generation)}.projection_offset ORDER BY partition FOR UPDATE`,
  );
  return new Map(rows.map(({ partition, next }) => [partition, BigInt(next)]));
}

export async function readApplied(sql: Sql, generation: number): Promise<Map<number, bigint>> {
  const rows = await sql.query<{ partition: number; next: string }>(
    `SELECT partition, next FROM ${schemaOf(generation)}.projection_offset ORDER BY partition`,
  );
  return new Map(rows.map(({ partition, next }) => [partition, BigInt(next)]));
}
