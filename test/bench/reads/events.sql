-- :events events of skewed incidents (the largest has 2 %), two claims each; every other one is a revision of a statement.
SELECT setseed(0.5);
CREATE TEMP TABLE told AS
SELECT n, ceil(:events / 10 * power(random(), 3))::int AS incident, '2015-01-01'::timestamptz + n * interval '3 min' AS at, random() AS by
  FROM generate_series(1, :events) AS n;
CREATE TEMP TABLE placed AS
SELECT told.*, 'incident-' || incident AS incident_id,
       'speaker-' || floor(by * least(200, 3 + sqrt(count(*) OVER (PARTITION BY incident))))::int AS speaker,
       (row_number() OVER (PARTITION BY incident ORDER BY n) + 1) / 2 AS statement
  FROM told;
CREATE TEMP TABLE claim AS
SELECT placed.*, (ARRAY['exposure.people', 'exposure.records', 'timeline.began', 'timeline.discovered', 'exposure.data', 'response.status'])[1 + floor(random() * 6)::int] AS fact
  FROM placed, generate_series(1, 2);
INSERT INTO event (incident_id, source, id, type, time, recorded, late, partition, "offset", body)
SELECT incident_id, '/desk', 'e' || n, 'disclosure.statement.published.v1', at, at, false, incident % 6, n, '{}' FROM placed;
INSERT INTO incident (incident_id, partition, version, title, organisation_ids, opened_at, last_statement_at, recorded_at, last_partition, last_offset,
                      statement_count, speaker_count, opened)
SELECT incident_id, incident % 6, count(*), 'Breach of ' || incident_id, ARRAY['org-' || incident % 6000], min(at), max(at), max(at), incident % 6, max(n),
       max(statement), count(DISTINCT speaker), true
  FROM placed GROUP BY incident_id, incident;
INSERT INTO statement (incident_id, statement, published, publisher, revision_count)
SELECT incident_id, 's' || statement, tstzrange(at, lead(at) OVER (PARTITION BY incident_id, statement ORDER BY at)),
       '{"id":"p","kind":"media","name":"P"}', row_number() OVER (PARTITION BY incident_id, statement ORDER BY at)
  FROM placed;
INSERT INTO position (incident_id, fact, item, speaker, slot, published, kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, preferred)
SELECT incident_id, fact, CASE fact WHEN 'exposure.data' THEN 'payment' ELSE '' END, speaker, '', tstzrange(at, lead(at) OVER (PARTITION BY incident_id, fact, speaker ORDER BY at)),
       'media', 'A speaker', 'p', 's' || statement, 1, at, at, 'affirmed',
       CASE WHEN fact IN ('exposure.people', 'exposure.records') THEN to_json(n % 5000 * 1000) WHEN fact LIKE 'timeline.%' THEN to_json(to_char(at, 'YYYY-MM-DD'))
            WHEN fact = 'response.status' THEN to_json('open'::text) END, false, false
  FROM (SELECT DISTINCT ON (incident_id, fact, speaker, at) * FROM claim) AS claim;
INSERT INTO fact (incident_id, fact, item, published, status, value, stance, speaker, publisher, statement, revision)
SELECT incident_id, fact, CASE fact WHEN 'exposure.data' THEN 'payment' ELSE '' END, tstzrange(at, lead(at) OVER (PARTITION BY incident_id, fact ORDER BY at)),
       'established', CASE WHEN fact IN ('exposure.people', 'exposure.records') THEN to_json(n % 5000 * 1000) WHEN fact LIKE 'timeline.%' THEN to_json(to_char(at, 'YYYY-MM-DD'))
            WHEN fact = 'response.status' THEN to_json('open'::text) END, 'affirmed', speaker, 'p', 's' || statement, 1
  FROM (SELECT DISTINCT ON (incident_id, fact, at) * FROM claim) AS claim WHERE n % 2 = 0;
VACUUM ANALYZE;
