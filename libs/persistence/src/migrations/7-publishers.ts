import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose a statement is, for ingest, which may read nothing else of the read models: it runs as who made it. */
export class Publishers1763800000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // 57P03 is what a server answers that cannot be asked for now.
    await runner.query(`
      CREATE OR REPLACE FUNCTION public.publishers_of(incidents text[], statements text[]) RETURNS TABLE (publisher text)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        DECLARE served int := (SELECT number FROM public.generation WHERE state = 'served');
        BEGIN
          IF served IS NULL THEN
            RAISE EXCEPTION 'no generation of read models is served' USING ERRCODE = '57P03';
          END IF;
          RETURN QUERY EXECUTE format(
            'SELECT known.publisher->>''id''
             FROM unnest($1, $2) WITH ORDINALITY AS asked(incident, statement, place)
             LEFT JOIN LATERAL (
               SELECT one.publisher FROM %I.statement AS one
               WHERE one.incident_id = asked.incident AND one.statement = asked.statement AND upper_inf(one.published)
               LIMIT 1) known ON true
             ORDER BY place', 'g' || served) USING incidents, statements;
        END $$;
      REVOKE ALL ON FUNCTION public.publishers_of FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION public.publishers_of');
  }
}
