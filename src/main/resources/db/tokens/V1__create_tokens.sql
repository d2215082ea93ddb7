-- Built-in tokens. The text of a token is not here, only its SHA-256.
-- A revoked token stays, so that "there has never been a token" can be told from "none is left".
CREATE TABLE tokens (
    id            TEXT PRIMARY KEY,
    hash          TEXT NOT NULL UNIQUE,
    admin         INTEGER NOT NULL CHECK (admin IN (0, 1)),
    project       TEXT,
    team          TEXT,
    file_bytes    INTEGER NOT NULL CHECK (file_bytes >= 0),
    context_bytes INTEGER NOT NULL CHECK (context_bytes >= 0),
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    revoked_at    INTEGER,
    CHECK (CASE admin
               WHEN 1 THEN project IS NULL AND team IS NULL
               ELSE project IS NOT NULL OR team IS NOT NULL
           END)
) WITHOUT ROWID;
