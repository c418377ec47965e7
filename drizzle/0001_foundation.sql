-- Columns that end in _sealed hold AES-256-GCM cells of the owner's data key (see core/vault.ts).
-- Times are UTC milliseconds; ids are UUIDv7 text.

CREATE TABLE users (
  id TEXT PRIMARY KEY NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'user')),
  email_sealed BLOB NOT NULL,
  email_hash TEXT NOT NULL UNIQUE,
  name_sealed BLOB NOT NULL,
  password_hash TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_one_owner ON users (role) WHERE role = 'owner';

CREATE TABLE sessions (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('web', 'local')),
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE links (
  id TEXT PRIMARY KEY NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('owner-setup')),
  token_hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

CREATE TABLE companions (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name_sealed BLOB NOT NULL,
  personality_sealed BLOB NOT NULL,
  greeting_sealed BLOB NOT NULL,
  language TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX companions_by_owner ON companions (owner_id);

CREATE TABLE conversations (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  companion_id TEXT NOT NULL REFERENCES companions (id) ON DELETE CASCADE,
  -- The message the conversation stands at.
  head_id TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversations_by_owner ON conversations (owner_id, updated_at);
CREATE INDEX conversations_by_companion ON conversations (companion_id);
CREATE INDEX conversations_by_head ON conversations (head_id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  -- Order inside the conversation; the clock is not.
  sequence INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  text_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  finish_reason TEXT CHECK (finish_reason IN ('stop', 'length', 'aborted', 'error')),
  prompt_tokens INTEGER,
  cached_tokens INTEGER,
  completion_tokens INTEGER,
  first_token_ms REAL,
  duration_ms REAL,
  tokens_per_second REAL,
  UNIQUE (conversation_id, sequence)
) STRICT;
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE INDEX messages_by_owner ON messages (owner_id);

CREATE TABLE turns (
  id TEXT PRIMARY KEY NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  reply_id TEXT REFERENCES messages (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  status TEXT NOT NULL CHECK (status IN ('running', 'done', 'stopped', 'failed', 'interrupted')),
  -- Which try the text belongs to: a crash of the runtime starts the reply over.
  attempt INTEGER NOT NULL DEFAULT 0,
  partial_sealed BLOB,
  -- JSON of a ShownError: constant words, no text of the conversation.
  error TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX turns_one_running ON turns (conversation_id) WHERE status = 'running';
CREATE INDEX turns_by_conversation ON turns (conversation_id, started_at);
CREATE INDEX turns_by_user_message ON turns (user_message_id);
CREATE INDEX turns_by_reply ON turns (reply_id);
CREATE INDEX turns_by_owner ON turns (owner_id);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  payload_sealed BLOB NOT NULL,
  run_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  dedupe_key TEXT UNIQUE
) STRICT;
CREATE INDEX jobs_by_time ON jobs (run_at);
CREATE INDEX jobs_by_owner ON jobs (owner_id);

CREATE TABLE inbox (
  id TEXT PRIMARY KEY NOT NULL,
  connection_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  payload_sealed BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  done_at INTEGER,
  UNIQUE (connection_id, external_id)
) STRICT;
CREATE INDEX inbox_pending ON inbox (connection_id, received_at) WHERE done_at IS NULL;
CREATE INDEX inbox_by_owner ON inbox (owner_id);

CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

-- Written and removed by the readiness probe.
CREATE TABLE write_probe (
  id INTEGER PRIMARY KEY NOT NULL
) STRICT;
