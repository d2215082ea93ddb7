-- A token may stand for a user, whose id is in sub, besides opening a project or a team, or instead.
-- The table is made anew because its last check cannot be changed in place.
CREATE TABLE tokens_with_identities (
    id            TEXT PRIMARY KEY,
    hash          TEXT NOT NULL UNIQUE,
    admin         INTEGER NOT NULL CHECK (admin IN (0, 1)),
    project       TEXT,
    team          TEXT,
    sub           TEXT,
    tenant        TEXT CHECK (tenant IS NULL OR sub IS NOT NULL),
    -- names with one blank between two of them
    permissions   TEXT CHECK (permissions IS NULL OR sub IS NOT NULL),
    file_bytes    INTEGER NOT NULL CHECK (file_bytes >= 0),
    context_bytes INTEGER NOT NULL CHECK (context_bytes >= 0),
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    revoked_at    INTEGER,
    CHECK (CASE admin
               WHEN 1 THEN project IS NULL AND team IS NULL
               ELSE project IS NOT NULL OR team IS NOT NULL OR sub IS NOT NULL
           END)
) WITHOUT ROWID;

INSERT INTO tokens_with_identities
    (id, hash, admin, project, team, file_bytes, context_bytes, created_at, expires_at, revoked_at)
SELECT id, hash, admin, project, team, file_bytes, context_bytes, created_at, expires_at, revoked_at
FROM tokens;

DROP TABLE tokens;

ALTER TABLE tokens_with_identities RENAME TO tokens;
