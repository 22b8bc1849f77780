-- Once the projector has made its tables, and again after an upgrade that made others. What each may write; nobody changes the audit.
GRANT INSERT ON public.audit TO corrigenda_ingest, corrigenda_notifier, corrigenda_query;
GRANT INSERT, UPDATE ON public.notified TO corrigenda_notifier;
GRANT UPDATE, DELETE ON public.state_again TO corrigenda_notifier;
GRANT UPDATE (redriven) ON public.dead_letter TO corrigenda_query;
