import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose a statement is, for ingest, which may read nothing else of the read models: it runs as who made it. A statement is found
 * wherever a merge or a reassignment has taken it; one that is void belongs to who first published it.
 */
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
            'SELECT coalesce(held.publisher, journal.publisher)
             FROM unnest($1, $2) WITH ORDINALITY AS asked(incident, statement, place)
             LEFT JOIN LATERAL (
               WITH RECURSIVE family(id) AS (
                 SELECT asked.incident COLLATE "C"
                 UNION SELECT link.other FROM family JOIN %1$I.link ON link.incident_id = family.id)
               SELECT one.publisher->>''id'' AS publisher
               FROM family JOIN %1$I.statement AS one ON one.incident_id = family.id AND one.statement =
                 CASE WHEN family.id = asked.incident THEN asked.statement ELSE asked.incident || ''/'' || asked.statement END
               ORDER BY upper_inf(one.published) DESC, lower(one.published) DESC LIMIT 1) AS held ON true
             LEFT JOIN LATERAL (
               SELECT one.body::json->''data''->''publisher''->>''id'' AS publisher FROM %1$I.event AS one
               WHERE held.publisher IS NULL AND one.incident_id = asked.incident
                 AND one.type IN (''disclosure.statement.published.v1'', ''disclosure.statement.revised.v1'')
                 AND one.body::json->''data''->>''statement'' = asked.statement
               ORDER BY one.time LIMIT 1) AS journal ON true
             ORDER BY place', 'g' || served) USING incidents, statements;
        END $$;
      REVOKE ALL ON FUNCTION public.publishers_of FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION public.publishers_of');
  }
}
