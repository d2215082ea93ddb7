-- Flows, what lists and counts of them go by, and the events that wait to be sent.
-- Times are UTC milliseconds.
--
-- What is still to come fits beside these tables without rewriting them: immutable revisions as
-- revisions (flow, number, defined_at, body), of which definitions holds the newest; labels as
-- labels (label, flow) and, for lists by label, one more row in lists for each owner and label;
-- more full text as further columns of flow_texts and another flow_search, filled from it.

-- One row per flow, short, so that many fit on a page. The number "flow" is known in here only;
-- the id is the one that clients see, 12 bytes: hex(id) shows it. sort_name is empty if there is no
-- name, otherwise "=" and the name, cut after 500 characters. type and from_template are empty if
-- absent.
CREATE TABLE flows (
    flow          INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 12),
    owner_set     INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    sort_name     TEXT    NOT NULL,
    type          TEXT    NOT NULL,
    from_template TEXT    NOT NULL
) STRICT;

CREATE INDEX flows_from_template ON flows (from_template) WHERE from_template <> '';

-- What the owner wrote: compact JSON.
CREATE TABLE definitions (
    flow       INTEGER PRIMARY KEY REFERENCES flows (flow) ON DELETE CASCADE,
    defined_at INTEGER NOT NULL,
    body       TEXT    NOT NULL
) STRICT;

-- What became of it. status_is_null: JSON's null is stored, and status is only a stand-in.
CREATE TABLE runs (
    flow             INTEGER PRIMARY KEY REFERENCES flows (flow) ON DELETE CASCADE,
    status           TEXT    NOT NULL,
    status_is_null   INTEGER NOT NULL CHECK (status_is_null IN (0, 1)),
    since            INTEGER NOT NULL,
    reason           TEXT    NOT NULL,
    started_by       TEXT    NOT NULL,
    ran              INTEGER NOT NULL CHECK (ran IN (0, 1)),
    unanswered       TEXT    NOT NULL,
    announced_at     INTEGER NOT NULL,
    announcements    INTEGER NOT NULL
) STRICT;

CREATE INDEX runs_by_announcement ON runs (status, announced_at) WHERE status <> 'inactive';

-- Name and description, folded for searching. indexed: 0 not yet in flow_search, 1 in it,
-- 2 never in it, because too long. What is not in it is looked through one by one.
CREATE TABLE flow_texts (
    flow        INTEGER PRIMARY KEY REFERENCES flows (flow) ON DELETE CASCADE,
    indexed     INTEGER NOT NULL CHECK (indexed IN (0, 1, 2)),
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL
) STRICT;

CREATE INDEX flow_texts_not_indexed ON flow_texts (indexed) WHERE indexed <> 1;

-- Which flows contain three letters in a row. Where is not kept, so a hit is a candidate only.
CREATE VIRTUAL TABLE flow_search USING fts5 (
    name, description,
    content = '', contentless_delete = 1, detail = none,
    tokenize = 'trigram case_sensitive 1'
);

-- Lists of flows: one for each owner, one of all flows (0) and one of those that nobody owns (1).
-- The owner is a JSON text, quotes included, since an id may hold what no SQL text can (a lone
-- surrogate). sets: in how many owner sets the list is; without one it goes, except 0 and 1.
-- indexed: 1 for a list that has been long, whose entries are indexed in each order. A short one is
-- sorted quicker than its indexes are kept.
CREATE TABLE lists (
    id      INTEGER PRIMARY KEY,
    owner   TEXT UNIQUE,
    sets    INTEGER NOT NULL,
    indexed INTEGER NOT NULL CHECK (indexed IN (0, 1))
) STRICT;

INSERT INTO lists (id, owner, sets, indexed) VALUES (0, NULL, 0, 0), (1, NULL, 0, 0);

-- Which owners flows have together: a JSON array of their ids, distinct and sorted. A set is there
-- as long as a flow has these owners.
CREATE TABLE owner_sets (
    id     INTEGER PRIMARY KEY,
    owners TEXT    NOT NULL UNIQUE
) STRICT;

-- In which lists flows of a set are.
CREATE TABLE owner_set_lists (
    owner_set INTEGER NOT NULL,
    list      INTEGER NOT NULL,
    PRIMARY KEY (owner_set, list)
) STRICT, WITHOUT ROWID;

CREATE INDEX owner_set_lists_by_list ON owner_set_lists (list);

-- The flows of each list, with all that they are sorted by. status and type are codes of the known
-- ones, 0 for any other. indexed is that of the list.
CREATE TABLE list_entries (
    list       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    id         BLOB    NOT NULL,
    flow       INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sort_name  TEXT    NOT NULL,
    status     INTEGER NOT NULL,
    type       INTEGER NOT NULL,
    indexed    INTEGER NOT NULL,
    PRIMARY KEY (list, created_at, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX list_entries_by_update ON list_entries (list, updated_at, id, flow)
    WHERE indexed = 1;
CREATE INDEX list_entries_by_name ON list_entries (list, sort_name, id, flow)
    WHERE indexed = 1;

-- Of the kinds of which there are few: those that run, and those of an unusual type.
CREATE INDEX list_entries_of_few ON list_entries (list, status, type)
    WHERE indexed = 1 AND (status <> 1 OR type > 1);

-- How many flows of a kind are in a list, and how many have just these owners: kept in the same
-- transaction as the flows, so that no listing ever counts. A flow in the lists of two owners is
-- counted once by taking off what the sets with both of them hold.
CREATE TABLE list_counts (
    list   INTEGER NOT NULL,
    status INTEGER NOT NULL,
    type   INTEGER NOT NULL,
    n      INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (list, status, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE owner_set_counts (
    owner_set INTEGER NOT NULL,
    status    INTEGER NOT NULL,
    type      INTEGER NOT NULL,
    n         INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (owner_set, status, type)
) STRICT, WITHOUT ROWID;

-- Events in the order of their numbers. put_off_until is 0 for an event that was not put off, or
-- is due at once since a newer one came. due_at is the largest put_off_until of it and of all
-- earlier ones of its flow, so that the order by due_at never overtakes.
CREATE TABLE outbox (
    seq           INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL,
    flow_id       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    put_off_until INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    body          TEXT    NOT NULL
) STRICT;

CREATE INDEX outbox_by_due ON outbox (due_at);
CREATE INDEX outbox_of_flow ON outbox (flow_id);
CREATE INDEX outbox_put_off ON outbox (flow_id) WHERE due_at > 0;
CREATE INDEX outbox_tried ON outbox (seq, attempts) WHERE attempts > 0;
