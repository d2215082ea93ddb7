-- Built-in tokens. The text of a token is not here, only its SHA-256.
-- A revoked token stays, so that "there has never been a token" can be told from "none is left".
-- Times are milliseconds since 1970.
CREATE TABLE flowkeep.tokens (
    id            text COLLATE "C" PRIMARY KEY,
    hash          text COLLATE "C" NOT NULL UNIQUE,
    admin         smallint NOT NULL CHECK (admin IN (0, 1)),
    project       text,
    team          text,
    -- who it stands for, besides opening a project or a team, or instead
    sub           text,
    tenant        text CHECK (tenant IS NULL OR sub IS NOT NULL),
    -- names with one blank between two of them
    permissions   text CHECK (permissions IS NULL OR sub IS NOT NULL),
    file_bytes    bigint NOT NULL CHECK (file_bytes >= 0),
    context_bytes bigint NOT NULL CHECK (context_bytes >= 0),
    created_at    bigint NOT NULL,
    expires_at    bigint,
    revoked_at    bigint,
    CHECK (CASE admin
               WHEN 1 THEN project IS NULL AND team IS NULL
               ELSE project IS NOT NULL OR team IS NOT NULL OR sub IS NOT NULL
           END)
);
