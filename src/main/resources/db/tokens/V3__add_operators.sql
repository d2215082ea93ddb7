-- An operator's token opens the operators' routes, and may open nothing else. It may stand for a tenant
-- without one of its users. The table is made anew because its checks cannot be changed in place.
CREATE TABLE tokens_with_operators (
    id            TEXT PRIMARY KEY,
    hash          TEXT NOT NULL UNIQUE,
    operator      INTEGER NOT NULL DEFAULT 0 CHECK (operator IN (0, 1)),
    admin         INTEGER NOT NULL CHECK (admin IN (0, 1)),
    project       TEXT,
    team          TEXT,
    sub           TEXT,
    tenant        TEXT CHECK (tenant IS NULL OR sub IS NOT NULL OR operator = 1),
    -- names with one blank between two of them
    permissions   TEXT CHECK (permissions IS NULL OR sub IS NOT NULL OR tenant IS NOT NULL),
    file_bytes    INTEGER NOT NULL CHECK (file_bytes >= 0),
    context_bytes INTEGER NOT NULL CHECK (context_bytes >= 0),
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    revoked_at    INTEGER,
    CHECK (CASE
               WHEN admin = 1 THEN operator = 0 AND project IS NULL AND team IS NULL
               WHEN operator = 1 THEN 1
               ELSE project IS NOT NULL OR team IS NOT NULL OR sub IS NOT NULL
           END)
) WITHOUT ROWID;

INSERT INTO tokens_with_operators
    (id, hash, admin, project, team, sub, tenant, permissions, file_bytes, context_bytes, created_at, expires_at,
     revoked_at)
SELECT id, hash, admin, project, team, sub, tenant, permissions, file_bytes, context_bytes, created_at, expires_at,
       revoked_at
FROM tokens;

DROP TABLE tokens;

ALTER TABLE tokens_with_operators RENAME TO tokens;
