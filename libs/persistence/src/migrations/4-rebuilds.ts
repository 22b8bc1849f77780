import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `retired` is the fence: nothing is applied to a generation once another is served. The tables are what a generation that
 * is being built has ready for the moment at which it is served, and empty otherwise.
 */
export class Rebuilds1763800000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE projection_offset ADD COLUMN retired boolean NOT NULL DEFAULT false;
      CREATE TABLE announcement (
        incident_id text COLLATE "C" NOT NULL,
        place int NOT NULL,
        partition int NOT NULL,
        kind text COLLATE "C" NOT NULL,
        fact text COLLATE "C" NOT NULL,
        item text COLLATE "C",
        version int NOT NULL,
        organisations text[] COLLATE "C" NOT NULL,
        sectors text[] COLLATE "C" NOT NULL,
        cause_source text COLLATE "C" NOT NULL,
        cause_id text COLLATE "C" NOT NULL,
        cause_partition int NOT NULL,
        cause_offset bigint NOT NULL,
        event json NOT NULL,
        PRIMARY KEY (incident_id, place)
      );
      CREATE TABLE next_version (
        incident_id text COLLATE "C" PRIMARY KEY,
        version int NOT NULL
      );
      CREATE TABLE speaker_move (
        incident_id text COLLATE "C" NOT NULL,
        speaker text COLLATE "C" NOT NULL,
        version int NOT NULL,
        gained boolean NOT NULL,
        PRIMARY KEY (incident_id, speaker)
      );
      CREATE TABLE found_dead (LIKE public.dead_letter INCLUDING ALL);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE announcement, next_version, speaker_move, found_dead');
    await runner.query('ALTER TABLE projection_offset DROP COLUMN retired');
  }
}
