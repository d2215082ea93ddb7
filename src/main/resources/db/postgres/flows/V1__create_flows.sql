-- Flows, what lists and counts of them go by, and the events that wait to be sent.
-- Times are UTC milliseconds.
--
-- A text that a client or a neighbour chose is kept as a JSON text, quotes included, or as bytea in
-- UTF-8 (a half of a surrogate pair as three bytes of its own), since it may hold what no SQL text
-- can: U+0000, a lone surrogate. What is only compared is kept as a uuid, the first 128 bits of the
-- text's SHA-256: an index takes no row of more than 2704 bytes.

-- Given to each version of a flow, so that none comes twice, not even when a flow is removed and
-- made again.
CREATE SEQUENCE flowkeep.flow_versions CACHE 1;

-- One row per flow; the id is the one that clients see: encode(id, 'hex'). body: what the owner
-- wrote, compact JSON. The columns from status to announcements are what became of it.
-- status: 1 inactive, 2 starting, 3 active, 4 stopping, 0 any other; status_text: the same as JSON,
-- null where JSON's null was stored. owners: of the owners' ids. type, template: NULL if absent.
-- sort_name: empty if there is no name, otherwise "=" and the name, cut after 500 characters.
CREATE TABLE flowkeep.flows (
    id            bytea    PRIMARY KEY CHECK (octet_length(id) = 12),
    version       bigint   NOT NULL,
    owners        uuid[]   NOT NULL,
    type          uuid,
    template      uuid,
    created_at    bigint   NOT NULL,
    updated_at    bigint   NOT NULL,
    defined_at    bigint   NOT NULL,
    sort_name     bytea    NOT NULL,
    body          text     NOT NULL,
    status        smallint NOT NULL,
    status_text   text     NOT NULL,
    since         bigint   NOT NULL,
    reason        text     NOT NULL,
    started_by    text     NOT NULL,
    ran           boolean  NOT NULL,
    unanswered    text     NOT NULL,
    announced_at  bigint   NOT NULL,
    announcements integer  NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX flows_of_template ON flowkeep.flows (template) WHERE template IS NOT NULL;
CREATE INDEX flows_by_announcement ON flowkeep.flows (status, announced_at, id)
    WHERE status <> 1;

-- Name and description, folded for searching. trigrams: a number for each three letters in a row,
-- not always another one, so that the index gives candidates; NULL for texts that are too long to
-- be indexed, which are always candidates. The list of what is new in the index is kept short,
-- since whoever finds it full has to put it in order.
CREATE TABLE flowkeep.flow_texts (
    flow        bytea PRIMARY KEY,
    name        bytea NOT NULL,
    description bytea NOT NULL,
    trigrams    integer[]
);

CREATE INDEX flow_texts_by_trigram ON flowkeep.flow_texts USING gin (trigrams)
    WITH (fastupdate = on, gin_pending_list_limit = 512);
CREATE INDEX flow_texts_not_indexed ON flowkeep.flow_texts (flow) WHERE trigrams IS NULL;

-- Lists of flows, with all that they are sorted by: one for each owner, one of all flows (the uuid
-- of zeros) and one of those that nobody owns (that of zeros and a one). type: 1 ordinary,
-- 2 long_running, 3 long-running, 0 any other.
CREATE TABLE flowkeep.flow_lists (
    list       uuid     NOT NULL,
    flow       bytea    NOT NULL,
    created_at bigint   NOT NULL,
    updated_at bigint   NOT NULL,
    sort_name  bytea    NOT NULL,
    status     smallint NOT NULL,
    type       smallint NOT NULL,
    PRIMARY KEY (list, flow)
) WITH (fillfactor = 90);

CREATE INDEX flow_lists_by_creation ON flowkeep.flow_lists (list, created_at, flow);
CREATE INDEX flow_lists_by_update ON flowkeep.flow_lists (list, updated_at, flow);
CREATE INDEX flow_lists_by_name ON flowkeep.flow_lists (list, sort_name, flow);

-- Of the kinds of which there are few: those that run, and those of an unusual type.
CREATE INDEX flow_lists_of_few ON flowkeep.flow_lists (list, status, type)
    WHERE status <> 1 OR type > 1;

-- Owners that flows have together, two or more, as a uuid of all of them, and the lists of each.
-- A set stays when no flow has just these owners any more.
CREATE TABLE flowkeep.owner_sets (
    list      uuid NOT NULL,
    owner_set uuid NOT NULL,
    PRIMARY KEY (list, owner_set)
);

-- How many flows of a kind are in a list, or have just the owners of a set: the sum over the slots,
-- of which one alone may be below 0. Kept in the same transaction as the flows. Each connection
-- counts in a slot of its own, as far as there are enough, so that changes of one list do not wait
-- for one another. A flow in the lists of two owners is counted once by taking off what the sets
-- with both of them hold.
CREATE TABLE flowkeep.flow_counts (
    counted uuid     NOT NULL,
    status  smallint NOT NULL,
    type    smallint NOT NULL,
    slot    smallint NOT NULL,
    n       bigint   NOT NULL,
    PRIMARY KEY (counted, status, type, slot)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- One row for each flow with events that wait. pushes: how often events were stored since then.
-- due_at: when the first of them is due, 0 for at once. since: when the first of them was stored,
-- roughly.
CREATE TABLE flowkeep.outbox_flows (
    flow   bytea  PRIMARY KEY,
    pushes bigint NOT NULL,
    due_at bigint NOT NULL,
    since  bigint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX outbox_flows_by_due ON flowkeep.outbox_flows (due_at, since, flow);

-- The events, of one flow in the order of push and place. Whoever stores events of a flow holds its
-- row in outbox_flows until the commit, so this is the order of the commits as well. An event is put
-- off until put_off_until as long as put_off_at is what pushes of its flow is: a newer event makes
-- it due at once. characters is the length of the body in UTF-16.
CREATE TABLE flowkeep.outbox (
    flow          bytea   NOT NULL,
    push          bigint  NOT NULL,
    place         integer NOT NULL,
    id            text    NOT NULL,
    name          text    NOT NULL,
    created_at    bigint  NOT NULL,
    put_off_until bigint  NOT NULL,
    put_off_at    bigint  NOT NULL,
    attempts      integer NOT NULL,
    reason        text    NOT NULL,
    characters    integer NOT NULL,
    body          text    NOT NULL,
    PRIMARY KEY (flow, push, place)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX outbox_by_id ON flowkeep.outbox (flow, id);
CREATE INDEX outbox_by_age ON flowkeep.outbox (created_at);
CREATE INDEX outbox_tried ON flowkeep.outbox (created_at, flow, push, place) WHERE attempts > 0;

-- Work of which one server at a time does all, who does it and until when by this server's clock.
CREATE TABLE flowkeep.leases (
    work       text        PRIMARY KEY,
    holder     text        NOT NULL,
    held_until timestamptz NOT NULL
) WITH (fillfactor = 50);
