-- Once, by whoever may make roles, in the database that the services share; passwords are set apart:
--   ALTER ROLE corrigenda_ingest PASSWORD '…';
-- `corrigenda_owner` owns all that is made. The projector and the operator's program make and change tables, and act as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'corrigenda_owner') THEN
    CREATE ROLE corrigenda_owner NOLOGIN;
    CREATE ROLE corrigenda_projector LOGIN IN ROLE corrigenda_owner;
    CREATE ROLE corrigenda_operator LOGIN IN ROLE corrigenda_owner;
    CREATE ROLE corrigenda_ingest LOGIN;
    CREATE ROLE corrigenda_notifier LOGIN;
    CREATE ROLE corrigenda_query LOGIN;
  END IF;
  EXECUTE format('ALTER ROLE corrigenda_projector IN DATABASE %I SET role = corrigenda_owner', current_database());
  EXECUTE format('ALTER ROLE corrigenda_operator IN DATABASE %I SET role = corrigenda_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO corrigenda_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO corrigenda_projector, corrigenda_operator, corrigenda_ingest, corrigenda_notifier, corrigenda_query', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO corrigenda_owner;
GRANT USAGE ON SCHEMA public TO corrigenda_ingest, corrigenda_notifier, corrigenda_query;

-- Generations of read models (g1, g2, …) are schemas that a rebuild makes: whoever reads, reads those that come as well.
ALTER DEFAULT PRIVILEGES FOR ROLE corrigenda_owner GRANT USAGE ON SCHEMAS TO corrigenda_notifier, corrigenda_query;
ALTER DEFAULT PRIVILEGES FOR ROLE corrigenda_owner GRANT SELECT ON TABLES TO corrigenda_notifier, corrigenda_query;
ALTER ROLE corrigenda_query SET statement_timeout = '30s';
ALTER ROLE corrigenda_ingest SET statement_timeout = '10s';
