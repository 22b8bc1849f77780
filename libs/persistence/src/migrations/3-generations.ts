import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which generations of read models there are; exactly one is served, unless a store that was lost is being read back. */
export class Generations1763800000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public.generation (
        number int PRIMARY KEY,
        state text COLLATE "C" NOT NULL CHECK (state IN ('building', 'served', 'retired')),
        policy text COLLATE "C",
        run text COLLATE "C",
        since timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX generation_served ON public.generation (state) WHERE state = 'served';
      CREATE UNIQUE INDEX generation_building ON public.generation (state) WHERE state = 'building';
      INSERT INTO public.generation (number, state) VALUES (1, 'served');
      CREATE TABLE public.state_again (
        partition int NOT NULL,
        incident_id text COLLATE "C" NOT NULL,
        generation int NOT NULL,
        PRIMARY KEY (partition, generation, incident_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE public.generation, public.state_again');
  }
}
