-- The database of keys, apart from the data: data backups never contain it.
-- Every wrapped value is sealed by the master key, which is in neither database.

CREATE TABLE data_keys (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id TEXT NOT NULL UNIQUE,
  -- NULL once destroyed: the row stays, so that no second key is made for the same owner.
  wrapped BLOB,
  created_at INTEGER NOT NULL,
  destroyed_at INTEGER
) STRICT;

CREATE TABLE instance_secrets (
  name TEXT PRIMARY KEY NOT NULL,
  wrapped BLOB NOT NULL
) STRICT;
