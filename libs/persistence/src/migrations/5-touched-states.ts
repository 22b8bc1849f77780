import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is touched again while its state is being sent stays to be sent. */
export class TouchedStates1763800000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE public.state_again ADD COLUMN version int NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE public.state_again DROP COLUMN version');
  }
}
