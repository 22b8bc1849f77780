import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What belongs to no generation of read models: it is kept when they are built anew. Early stores noted it among those of `g1`. */
export class SharedTables1763800000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS public.change (
        partition int NOT NULL,
        sequence bigint NOT NULL,
        incident_id text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL,
        fact text COLLATE "C",
        item text COLLATE "C",
        version int NOT NULL,
        organisations text[] COLLATE "C" NOT NULL,
        sectors text[] COLLATE "C" NOT NULL,
        cause_subject text COLLATE "C" NOT NULL,
        cause_source text COLLATE "C" NOT NULL,
        cause_id text COLLATE "C" NOT NULL,
        cause_partition int NOT NULL,
        cause_offset bigint NOT NULL,
        event json NOT NULL,
        PRIMARY KEY (partition, sequence)
      );
      CREATE INDEX IF NOT EXISTS change_of_incident ON public.change (incident_id, partition, sequence);
      CREATE INDEX IF NOT EXISTS change_by_cause ON public.change (cause_partition, cause_offset);
      CREATE TABLE IF NOT EXISTS public.incident_speaker (
        incident_id text COLLATE "C" NOT NULL,
        speaker text COLLATE "C" NOT NULL,
        since_version int NOT NULL,
        until_version int,
        PRIMARY KEY (incident_id, speaker, since_version)
      );
      CREATE TABLE IF NOT EXISTS public.change_head (
        partition int PRIMARY KEY,
        sequence bigint NOT NULL
      );
      CREATE TABLE IF NOT EXISTS public.dead_letter (
        partition int NOT NULL,
        "offset" bigint NOT NULL,
        reason text COLLATE "C" NOT NULL,
        detail text NOT NULL,
        subject text COLLATE "C",
        source text COLLATE "C",
        id text COLLATE "C",
        key bytea,
        headers json NOT NULL,
        value bytea,
        at timestamptz NOT NULL,
        redriven text,
        PRIMARY KEY (partition, "offset")
      );
      CREATE INDEX IF NOT EXISTS dead_letter_of_event ON public.dead_letter (subject, source, id) WHERE subject IS NOT NULL;
      CREATE TABLE IF NOT EXISTS public.notified (
        partition int PRIMARY KEY,
        sequence bigint NOT NULL,
        dead_letter_offset bigint,
        resume text COLLATE "C" CHECK (resume IN ('continue', 'resend'))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE public.change, public.incident_speaker, public.change_head, public.dead_letter, public.notified',
    );
  }
}
