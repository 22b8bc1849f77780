-- Once the projector has made its tables, and again after an upgrade that made others. What each may write; nobody changes the audit.
GRANT SELECT ON public.principal, public.api_key TO corrigenda_ingest;
GRANT EXECUTE ON FUNCTION public.publishers_of TO corrigenda_ingest, corrigenda_query;
GRANT INSERT (service, principal, action, outcome, times, detail) ON public.audit TO corrigenda_ingest, corrigenda_notifier, corrigenda_query;
GRANT INSERT, UPDATE ON public.notified TO corrigenda_notifier;
GRANT UPDATE, DELETE ON public.state_again TO corrigenda_notifier;
GRANT UPDATE (redriven) ON public.dead_letter TO corrigenda_query;
REVOKE SELECT ON public.audit FROM corrigenda_notifier, corrigenda_query;
