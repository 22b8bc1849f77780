-- 200,000 incidents with a year of statements, positions, facts and disputes: enough for plans to matter.
-- psql -v incidents=200000 with `SET search_path = g1, public`, on tables that are there and empty.
SELECT setseed(0.5);
INSERT INTO incident (incident_id, partition, version, title, organisation_ids, sectors, countries, tags, opened_at, last_statement_at, recorded_at,
                      last_partition, last_offset, contested, statement_count, speaker_count, opened, search)
SELECT 'incident-' || n, n % 6, 3, 'Breach number ' || n, ARRAY['org-' || n % 60000], ARRAY['sector-' || n % 20],
       ARRAY[CASE WHEN n % 50000 = 7 THEN 'IS' WHEN n % 3 = 0 THEN 'US' ELSE 'JP' END], ARRAY['tag-' || n % 1000],
       '2015-01-01'::timestamptz + n * interval '15 min', '2015-02-01'::timestamptz + n * interval '15 min', '2015-02-01 00:00:01'::timestamptz + n * interval '15 min',
       n % 6, n, CASE WHEN n % 20 = 0 THEN ARRAY['exposure.people'] ELSE '{}' END, 3, 4, true, to_tsvector('simple', 'breach number ' || n)
  FROM generate_series(1, :incidents) AS n;
INSERT INTO statement (incident_id, statement, published, publisher, revision_count, search)
SELECT 'incident-' || n, 's' || s, tstzrange('2015-01-01'::timestamptz + n * interval '15 min' + s * interval '10 days', NULL), '{"id":"p","kind":"media","name":"P"}', 1,
       to_tsvector('simple', concat_ws(' ', 'attackers reached the file server', CASE WHEN n % 2 = 0 THEN 'passwords' END,
         CASE WHEN (n + s) % 40 = 0 THEN 'ransom' END, CASE WHEN n % 20000 = 3 THEN 'zanzibar' END,
         (SELECT string_agg('word' || (random() * 3000)::int, ' ') FROM generate_series(1, 60) WHERE n > 0)))
  FROM generate_series(1, :incidents) AS n, generate_series(1, 3) AS s;
-- Two spans of every fact: what was held for a month, and what is held since; every tenth was contested in its first week.
INSERT INTO fact (incident_id, fact, item, published, status, value, stance, speaker, publisher, statement, revision, lo, hi, term)
SELECT 'incident-' || n, fact, item, tstzrange(began + span.from_day * interval '1 day', began + span.to_day * interval '1 day'),
       CASE WHEN (span.step = 0 AND n % 10 = 0 OR span.step = 2 AND n % 20 = 0) AND fact = 'exposure.people' THEN 'contested' ELSE 'established' END,
       CASE type WHEN 'count' THEN to_json(n % 5000 * 1000) WHEN 'date' THEN to_json(to_char(began, 'YYYY-MM-DD')) WHEN 'term' THEN to_json('underway'::text) END,
       CASE WHEN n % 4000 = 9 AND fact = 'exposure.leaked' THEN 'denied' ELSE 'affirmed' END, 'speaker-' || n % 5000, 'p', 's1', 1,
       CASE type WHEN 'count' THEN n % 5000 * 1000 + span.step WHEN 'date' THEN extract(epoch FROM date_trunc('day', began))::bigint * 1000000 END,
       CASE type WHEN 'count' THEN n % 5000 * 1000 + span.step + 1 WHEN 'date' THEN (extract(epoch FROM date_trunc('day', began))::bigint + 86400) * 1000000 END,
       CASE type WHEN 'term' THEN 'underway' END
  FROM (SELECT n, '2015-01-01'::timestamptz + n * interval '15 min' AS began FROM generate_series(1, :incidents) AS n) AS incidents,
       (VALUES ('exposure.people', '', 'count'), ('timeline.began', '', 'date'), ('exposure.data', 'payment', 'flag'), ('exposure.leaked', '', 'flag'),
               ('response.status', '', 'term')) AS facts (fact, item, type),
       (VALUES (0, 0, 7), (1, 7, 30), (2, 30, NULL)) AS span (step, from_day, to_day)
 WHERE fact = 'exposure.people' OR step = 2;
INSERT INTO position (incident_id, fact, item, speaker, slot, published, kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, preferred)
SELECT 'incident-' || n, fact, '', 'speaker-' || (CASE WHEN p = 0 THEN n % 5000 ELSE (random() * 50)::int END + p * 10000), '', tstzrange(began, NULL), 'media', 'A speaker', 'p', 's1', 1, began, began, 'affirmed',
       CASE fact WHEN 'exposure.people' THEN to_json((n + p) % 5000 * 1000) ELSE to_json(to_char(began, 'YYYY-MM-DD')) END, false, false
  FROM (SELECT n, '2015-01-01'::timestamptz + n * interval '15 min' AS began FROM generate_series(1, :incidents) AS n) AS incidents,
       (VALUES ('exposure.people'), ('timeline.began')) AS facts (fact), generate_series(0, 1) AS p;
INSERT INTO dispute (incident_id, fact, item, disputed, gap, ended, cause)
SELECT 'incident-' || n, 'exposure.people', '', tstzrange(began + from_day * interval '1 day', began + to_day * interval '1 day'), n % 100 / 10.0,
       CASE WHEN to_day IS NOT NULL THEN 'concession' END, CASE WHEN to_day IS NOT NULL THEN '{}'::json END
  FROM (SELECT n, '2015-01-01'::timestamptz + n * interval '15 min' AS began FROM generate_series(1, :incidents) AS n) AS incidents,
       (VALUES (0, 7), (30, NULL)) AS span (from_day, to_day)
 WHERE n % 10 = 0 AND (to_day IS NOT NULL OR n % 20 = 0);
VACUUM ANALYZE;
