/** Each brings the tables of the version before up to date. pg-boss keeps its own, in the schema `pgboss`. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE portcullis.work (
    key text PRIMARY KEY,
    installation_id bigint NOT NULL,
    repository_id bigint NOT NULL,
    -- What waits, with a queued job of pg-boss, and what is worked on, with an active one; one of them is always there.
    waiting jsonb,
    running jsonb,
    -- Whose turn it is: the least.
    turn bigint NOT NULL,
    due bigint NOT NULL,
    since bigint NOT NULL,
    attempt integer NOT NULL,
    crashes integer NOT NULL DEFAULT 0
  );
  CREATE INDEX work_installation ON portcullis.work (installation_id, turn);
  CREATE TABLE portcullis.delivery (id text PRIMARY KEY, at bigint NOT NULL);
  CREATE INDEX delivery_at ON portcullis.delivery (at);
  CREATE TABLE portcullis.dead (
    key text PRIMARY KEY,
    installation_id bigint NOT NULL,
    repository_id bigint NOT NULL,
    work jsonb NOT NULL,
    reason text NOT NULL,
    at bigint NOT NULL
  );
  CREATE TABLE portcullis.command (
    id text PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    installation_id bigint NOT NULL,
    repository_id bigint NOT NULL,
    number integer NOT NULL,
    command jsonb NOT NULL,
    at bigint NOT NULL,
    settled boolean NOT NULL DEFAULT false
  );
  CREATE INDEX command_open ON portcullis.command (repository_id, number, at) WHERE NOT settled;
  CREATE TABLE portcullis.record (
    repository_id bigint NOT NULL,
    subject text NOT NULL,
    installation_id bigint NOT NULL,
    head_sha text NOT NULL,
    record jsonb NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (repository_id, subject)
  );
  CREATE INDEX record_head ON portcullis.record (repository_id, head_sha);
  CREATE TABLE portcullis.waiver (
    id text PRIMARY KEY,
    installation_id bigint NOT NULL,
    repository_id bigint NOT NULL,
    number integer NOT NULL,
    waiver jsonb NOT NULL,
    granted_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked boolean NOT NULL DEFAULT false
  );
  CREATE INDEX waiver_subject ON portcullis.waiver (repository_id, number);
  CREATE TABLE portcullis.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    installation_id bigint NOT NULL,
    repository_id bigint NOT NULL,
    at bigint NOT NULL,
    entry jsonb NOT NULL
  );
  CREATE INDEX audit_at ON portcullis.audit (at);
  CREATE TABLE portcullis.cache (
    key text PRIMARY KEY,
    repository_id bigint NOT NULL,
    bytes bytea NOT NULL,
    used_at bigint NOT NULL
  );
  CREATE INDEX cache_used ON portcullis.cache (used_at);
  CREATE TABLE portcullis.turn (name text PRIMARY KEY, at bigint NOT NULL);
  `,
  `
  -- What an overview sorts and counts by; null for what it does not show. An index answers without reading the records.
  ALTER TABLE portcullis.record
    ADD COLUMN owner text COLLATE "C" GENERATED ALWAYS AS (
      CASE WHEN subject LIKE '#%' AND record->>'open' IS DISTINCT FROM 'false' THEN lower(record->'place'->>'owner') END
    ) STORED,
    ADD COLUMN repo text COLLATE "C" GENERATED ALWAYS AS (lower(record->'place'->>'repo')) STORED,
    ADD COLUMN number bigint GENERATED ALWAYS AS (
      CASE WHEN subject LIKE '#%' THEN substr(subject, 2)::bigint END
    ) STORED,
    ADD COLUMN conclusion text GENERATED ALWAYS AS (record->>'conclusion') STORED,
    ADD COLUMN incomplete jsonb GENERATED ALWAYS AS (record->'incomplete') STORED;
  CREATE INDEX record_overview
    ON portcullis.record (owner, repo, repository_id, number, conclusion, installation_id) WHERE owner IS NOT NULL;
  CREATE INDEX record_tally
    ON portcullis.record (owner, conclusion, incomplete, installation_id) WHERE owner IS NOT NULL;
  CREATE INDEX waiver_expires ON portcullis.waiver (expires_at, id) WHERE NOT revoked;
  CREATE TABLE portcullis.suspended (installation_id bigint PRIMARY KEY);
  `,
];
