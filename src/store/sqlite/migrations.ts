/** Each brings the tables of the version before up to date; a file's `user_version` counts those that were done. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE work (
    key TEXT PRIMARY KEY,
    installation_id INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    -- What waits and what is worked on, as JSON; one of them is always there.
    waiting TEXT,
    running TEXT,
    -- Whose turn it is: the least.
    turn INTEGER NOT NULL,
    due INTEGER NOT NULL,
    since INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    token TEXT,
    lease_until INTEGER
  );
  CREATE INDEX work_turn ON work (turn, since) WHERE waiting IS NOT NULL AND running IS NULL;
  CREATE INDEX work_lease ON work (lease_until) WHERE running IS NOT NULL;
  CREATE INDEX work_installation ON work (installation_id, turn);
  CREATE TABLE delivery (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX delivery_at ON delivery (at);
  CREATE TABLE dead (
    key TEXT PRIMARY KEY,
    installation_id INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    work TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  );
  CREATE TABLE command (
    id TEXT PRIMARY KEY,
    installation_id INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    command TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX command_open ON command (repository_id, number, at) WHERE settled = 0;
  CREATE TABLE record (
    repository_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    installation_id INTEGER NOT NULL,
    head_sha TEXT NOT NULL,
    record TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (repository_id, subject)
  ) WITHOUT ROWID;
  CREATE INDEX record_head ON record (repository_id, head_sha);
  CREATE TABLE waiver (
    id TEXT PRIMARY KEY,
    installation_id INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    waiver TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX waiver_subject ON waiver (repository_id, number);
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    installation_id INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    entry TEXT NOT NULL
  );
  CREATE INDEX audit_at ON audit (at);
  CREATE TABLE cache (
    key TEXT PRIMARY KEY,
    repository_id INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    used_at INTEGER NOT NULL
  );
  CREATE INDEX cache_used ON cache (used_at);
  CREATE TABLE turn (name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  -- With all that the search for the next work asks, so that it passes those of a busy installation by without reading them.
  DROP INDEX work_turn;
  CREATE INDEX work_turn ON work (turn, since, due, installation_id) WHERE waiting IS NOT NULL AND running IS NULL;
  `,
  `
  -- What an overview sorts and counts by; null for what it does not show. An index answers without reading the records.
  ALTER TABLE record ADD COLUMN owner TEXT;
  ALTER TABLE record ADD COLUMN repo TEXT;
  ALTER TABLE record ADD COLUMN number INTEGER;
  ALTER TABLE record ADD COLUMN conclusion TEXT;
  ALTER TABLE record ADD COLUMN incomplete TEXT;
  CREATE INDEX record_overview ON record (owner, repo, repository_id, number, conclusion, installation_id)
    WHERE owner IS NOT NULL;
  CREATE INDEX record_tally ON record (owner, conclusion, incomplete, installation_id) WHERE owner IS NOT NULL;
  CREATE INDEX waiver_expires ON waiver (expires_at, id) WHERE revoked = 0;
  CREATE TABLE suspended (installation_id INTEGER PRIMARY KEY);
  `,
];
