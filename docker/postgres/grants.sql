-- Run by a superuser when the projector has made the tables, and again after each upgrade.
GRANT INSERT, UPDATE ON public.notified TO corrigenda_notifier;
GRANT UPDATE, DELETE ON public.state_again TO corrigenda_notifier;
GRANT UPDATE (redriven) ON public.dead_letter TO corrigenda_query;

-- ACCESS TABLES (api_key, principal, audit): not there yet. When they are, here belongs what corrigenda_ingest and
-- corrigenda_query need of them, and the REVOKE of what the default privileges gave corrigenda_notifier.
