-- One row per scope of a project. The id is also the cursor of listings, so it is never reused.
-- characters and utf16_units are the length of the scope as one JSON object.
CREATE TABLE context_scopes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    project     TEXT    NOT NULL,
    scope       TEXT    NOT NULL,
    characters  INTEGER NOT NULL,
    utf16_units INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (project, scope)
) STRICT;

-- For listings: the ids of a project in order (SQLite appends the id to every index).
CREATE INDEX context_scopes_of_project ON context_scopes (project);

-- One row per top-level name of a scope, in the order of the ids. Names are JSON texts, quotes
-- included, since a name may hold what no SQL text can (a lone surrogate). Values are compact JSON.
CREATE TABLE context_values (
    id       INTEGER PRIMARY KEY,
    scope_id INTEGER NOT NULL REFERENCES context_scopes (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    UNIQUE (scope_id, name)
) STRICT;

-- What all scopes of a project hold together; kept in the same transaction as the values.
CREATE TABLE context_projects (
    project    TEXT PRIMARY KEY,
    characters INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
