-- A project with a row is known; while it is marked, its bytes are not to be relied on.
CREATE TABLE project (
    id TEXT NOT NULL PRIMARY KEY,
    marked INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE team_bytes (
    project TEXT NOT NULL,
    team TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (project, team)
) WITHOUT ROWID;
