import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One generation of read models, in the first schema of the search path. Everything here can be rebuilt from the log. */
export class ReadModels1763800000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE projection_offset (
        partition int PRIMARY KEY,
        next bigint NOT NULL,
        last_offset bigint,
        last_hash bytea,
        last_applied_at timestamptz,
        stopped json
      );
      CREATE TABLE event (
        incident_id text COLLATE "C" NOT NULL,
        source text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        type text COLLATE "C" NOT NULL,
        time timestamptz NOT NULL,
        recorded timestamptz NOT NULL,
        late boolean NOT NULL,
        partition int NOT NULL,
        "offset" bigint NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (incident_id, source, id)
      );
      CREATE UNIQUE INDEX event_offset ON event (partition, "offset");
      CREATE TABLE incident (
        incident_id text COLLATE "C" PRIMARY KEY,
        partition int NOT NULL,
        version int NOT NULL DEFAULT 0,
        title text,
        summary text,
        organisations json NOT NULL DEFAULT '[]',
        organisation_ids text[] COLLATE "C" NOT NULL DEFAULT '{}',
        sectors text[] COLLATE "C" NOT NULL DEFAULT '{}',
        countries text[] COLLATE "C" NOT NULL DEFAULT '{}',
        tags text[] COLLATE "C" NOT NULL DEFAULT '{}',
        "references" json NOT NULL DEFAULT '[]',
        absorbed text[] COLLATE "C" NOT NULL DEFAULT '{}',
        merged_into text COLLATE "C",
        opened_at timestamptz,
        last_statement_at timestamptz,
        recorded_at timestamptz,
        last_partition int,
        last_offset bigint,
        contested text[] COLLATE "C" NOT NULL DEFAULT '{}',
        statement_count int NOT NULL DEFAULT 0,
        speaker_count int NOT NULL DEFAULT 0,
        opened boolean NOT NULL DEFAULT false,
        latest timestamptz,
        search tsvector NOT NULL DEFAULT ''
      );
      CREATE TABLE link (
        incident_id text COLLATE "C" NOT NULL,
        other text COLLATE "C" NOT NULL,
        PRIMARY KEY (incident_id, other)
      );
      CREATE INDEX incident_newest ON incident (recorded_at DESC, incident_id) WHERE version > 0 AND merged_into IS NULL;
      CREATE INDEX incident_contested ON incident (recorded_at DESC, incident_id) WHERE contested <> '{}';
      CREATE INDEX incident_opened ON incident (opened_at DESC, incident_id) WHERE version > 0 AND merged_into IS NULL;
      CREATE INDEX incident_labels ON incident USING gin (organisation_ids, sectors, countries, tags);
      CREATE INDEX incident_search ON incident USING gin (search);
      CREATE TABLE statement (
        incident_id text COLLATE "C" NOT NULL,
        statement text COLLATE "C" NOT NULL,
        published tstzrange NOT NULL,
        publisher json,
        revision_count int NOT NULL,
        retracted_at timestamptz,
        retracted_reason text,
        search tsvector
      );
      CREATE UNIQUE INDEX statement_span ON statement (incident_id, statement, lower(published));
      CREATE INDEX statement_search ON statement USING gin (search);
      CREATE TABLE statement_revision (
        incident_id text COLLATE "C" NOT NULL,
        statement text COLLATE "C" NOT NULL,
        revision int NOT NULL,
        kind text COLLATE "C",
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        source text COLLATE "C" NOT NULL,
        event_id text COLLATE "C" NOT NULL,
        partition int NOT NULL,
        "offset" bigint NOT NULL,
        title text,
        url text,
        language text,
        body text,
        claims json NOT NULL,
        PRIMARY KEY (incident_id, statement, revision)
      );
      CREATE TABLE fact (
        incident_id text COLLATE "C" NOT NULL,
        fact text COLLATE "C" NOT NULL,
        item text COLLATE "C" NOT NULL,
        published tstzrange NOT NULL,
        status text COLLATE "C" NOT NULL,
        value json,
        stance text COLLATE "C",
        speaker text COLLATE "C",
        publisher text COLLATE "C",
        statement text COLLATE "C",
        revision int,
        ruling json,
        lo bigint,
        hi bigint,
        term text COLLATE "C",
        amount double precision,
        currency text COLLATE "C"
      );
      CREATE UNIQUE INDEX fact_span ON fact (incident_id, fact, item, lower(published));
      CREATE INDEX fact_value ON fact (fact, item, status, stance, lo, hi, term);
      CREATE INDEX fact_contested ON fact USING gist (published) WHERE status = 'contested';
      CREATE TABLE position (
        incident_id text COLLATE "C" NOT NULL,
        fact text COLLATE "C" NOT NULL,
        item text COLLATE "C" NOT NULL,
        speaker text COLLATE "C" NOT NULL,
        slot text COLLATE "C" NOT NULL,
        published tstzrange NOT NULL,
        kind text COLLATE "C" NOT NULL,
        name text NOT NULL,
        publisher text COLLATE "C" NOT NULL,
        statement text COLLATE "C" NOT NULL,
        revision int NOT NULL,
        said_at timestamptz NOT NULL,
        recorded timestamptz NOT NULL,
        stance text COLLATE "C" NOT NULL,
        value json,
        relayed boolean NOT NULL,
        preferred boolean NOT NULL,
        quote text
      );
      CREATE UNIQUE INDEX position_span ON position (incident_id, fact, item, speaker, slot, lower(published));
      CREATE INDEX position_current ON position (incident_id, fact, item) WHERE upper_inf(published);
      CREATE INDEX position_speaker ON position (speaker, incident_id);
      CREATE TABLE dispute (
        incident_id text COLLATE "C" NOT NULL,
        fact text COLLATE "C" NOT NULL,
        item text COLLATE "C" NOT NULL,
        disputed tstzrange NOT NULL,
        gap double precision,
        ended text COLLATE "C",
        cause json
      );
      CREATE UNIQUE INDEX dispute_span ON dispute (incident_id, fact, item, lower(disputed));
      CREATE INDEX dispute_newest ON dispute (lower(disputed) DESC, incident_id, fact, item);
      CREATE INDEX dispute_open ON dispute (lower(disputed) DESC, incident_id, fact, item) WHERE upper_inf(disputed);
      CREATE INDEX dispute_fact ON dispute (fact, lower(disputed) DESC, incident_id, item);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE projection_offset, event, incident, link, statement, statement_revision, fact, position, dispute',
    );
  }
}
