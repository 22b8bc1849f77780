import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may do what, their keys, and what was done and refused: `audit` takes new rows and nothing else. */
export class Access1763800000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public.principal (
        name text PRIMARY KEY,
        scopes text[] NOT NULL,
        publishers text[] NOT NULL,
        event_types text[] NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE public.api_key (
        id text PRIMARY KEY,
        principal text NOT NULL REFERENCES public.principal ON DELETE CASCADE,
        hash bytea NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      CREATE INDEX api_key_of ON public.api_key (principal);
      CREATE TABLE public.audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        service text NOT NULL,
        principal text,
        action text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('done', 'denied')),
        times int NOT NULL DEFAULT 1,
        detail json NOT NULL
      );
      CREATE FUNCTION public.refuse_to_forget() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'audit is only appended to'; END $$;
      CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_forget();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE public.audit, public.api_key, public.principal;
      DROP FUNCTION public.refuse_to_forget;
    `);
  }
}
