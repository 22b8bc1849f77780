-- Run once by a superuser, in the database of the pipeline, before anything has started in it. Then give each role a password.
CREATE ROLE corrigenda_owner NOLOGIN;
CREATE ROLE corrigenda_ingest LOGIN;
CREATE ROLE corrigenda_projector LOGIN IN ROLE corrigenda_owner;
CREATE ROLE corrigenda_operator LOGIN IN ROLE corrigenda_owner;
CREATE ROLE corrigenda_notifier LOGIN;
CREATE ROLE corrigenda_query LOGIN;

-- Whoever of the two makes a generation, the other can bring it up to date and drop it.
ALTER ROLE corrigenda_projector SET role = corrigenda_owner;
ALTER ROLE corrigenda_operator SET role = corrigenda_owner;

DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO corrigenda_owner', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO corrigenda_ingest, corrigenda_projector, corrigenda_operator, corrigenda_notifier, corrigenda_query',
    current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO corrigenda_owner;
GRANT USAGE ON SCHEMA public TO corrigenda_ingest, corrigenda_notifier, corrigenda_query;

-- Generations are schemas that a rebuild makes later: what is said here holds for those too.
ALTER DEFAULT PRIVILEGES FOR ROLE corrigenda_owner GRANT USAGE ON SCHEMAS TO corrigenda_notifier, corrigenda_query;
ALTER DEFAULT PRIVILEGES FOR ROLE corrigenda_owner GRANT SELECT ON TABLES TO corrigenda_notifier, corrigenda_query;
