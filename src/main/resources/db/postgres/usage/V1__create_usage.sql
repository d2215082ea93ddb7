-- How many bytes each project has, and which changes of its files are under way on which path.
-- What must be judged and written in one step is a function, so that it costs one round trip. All
-- of them lock the project's row first, so the steps of one project follow each other.

CREATE TABLE flowkeep.usage_project (
    project        text COLLATE "C" PRIMARY KEY,
    -- of files that are there
    bytes          bigint NOT NULL DEFAULT 0,
    -- what the open intents may add
    reserved       bigint NOT NULL DEFAULT 0,
    -- false: the bytes are not to be relied on
    counted        boolean NOT NULL DEFAULT false,
    -- who looks through the files now, and until when that is believed
    counter        text,
    counting_until timestamptz
) WITH (fillfactor = 70);

CREATE INDEX usage_project_counter ON flowkeep.usage_project (counter) WHERE counter IS NOT NULL;

CREATE TABLE flowkeep.usage_team (
    project text COLLATE "C" NOT NULL,
    team    text COLLATE "C" NOT NULL,
    bytes   bigint NOT NULL,
    PRIMARY KEY (project, team)
) WITH (fillfactor = 70);

CREATE TABLE flowkeep.usage_intent (
    id        text COLLATE "C" PRIMARY KEY,
    project   text COLLATE "C" NOT NULL,
    team      text COLLATE "C" NOT NULL,
    path      text COLLATE "C" NOT NULL,
    -- an index entry has no room for a long path
    path_hash bytea NOT NULL,
    -- held: the path is taken and nothing is changed. open: the file may change.
    -- landed, absent: the server was gone, and somebody found this out by looking.
    state     text NOT NULL CHECK (state IN ('held', 'open', 'landed', 'absent')),
    -- the id that the new file carries; empty for a deletion
    change    text NOT NULL,
    old_bytes bigint NOT NULL,
    new_bytes bigint NOT NULL,
    expires   timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX usage_intent_place ON flowkeep.usage_intent (project, team, path_hash)
    WHERE state IN ('held', 'open');
CREATE INDEX usage_intent_absent ON flowkeep.usage_intent (project, team, path_hash)
    WHERE state = 'absent';
CREATE INDEX usage_intent_expires ON flowkeep.usage_intent (expires);

CREATE FUNCTION flowkeep.usage_lock(p_project text) RETURNS flowkeep.usage_project
LANGUAGE plpgsql AS $$
DECLARE
    p flowkeep.usage_project;
BEGIN
    SELECT * INTO p FROM flowkeep.usage_project WHERE project = p_project FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO flowkeep.usage_project (project) VALUES (p_project) ON CONFLICT DO NOTHING;
        SELECT * INTO p FROM flowkeep.usage_project WHERE project = p_project FOR UPDATE;
    END IF;
    RETURN p;
END $$;

-- The project's row is locked.
CREATE FUNCTION flowkeep.usage_add(p_project text, p_team text, p_difference bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE flowkeep.usage_project SET bytes = bytes + p_difference WHERE project = p_project;
    INSERT INTO flowkeep.usage_team AS t (project, team, bytes)
        VALUES (p_project, p_team, p_difference)
        ON CONFLICT (project, team) DO UPDATE SET bytes = t.bytes + excluded.bytes;
END $$;

-- Takes a path (p_opens false), or says what is about to happen to it.
-- granted, over, busy, counting, uncounted, lost; abandoned: with whose intent is in the way.
CREATE FUNCTION flowkeep.usage_claim(
    p_id text, p_project text, p_team text, p_path text, p_held boolean, p_opens boolean,
    p_change text, p_seen text, p_old bigint, p_new bigint, p_existed boolean, p_limit bigint,
    p_lease_millis bigint,
    OUT outcome text, OUT bytes bigint, OUT reserved bigint,
    OUT other_id text, OUT other_change text)
LANGUAGE plpgsql AS $$
DECLARE
    p       flowkeep.usage_project := flowkeep.usage_lock(p_project);
    o       flowkeep.usage_intent;
    hash    bytea := sha256(convert_to(p_path, 'UTF8'));
    moment  timestamptz := clock_timestamp();
BEGIN
    IF p_opens AND p.counting_until > moment THEN
        outcome := 'counting';
        RETURN;
    ELSIF p_opens AND NOT p.counted THEN
        outcome := 'uncounted';
        RETURN;
    END IF;
    SELECT * INTO o FROM flowkeep.usage_intent i
        WHERE i.project = p_project AND i.team = p_team AND i.path_hash = hash
            AND i.state IN ('held', 'open')
        FOR UPDATE;
    IF p_held AND o.id IS DISTINCT FROM p_id THEN
        outcome := 'lost';
        RETURN;
    ELSIF NOT p_held AND o.expires > moment THEN
        outcome := 'busy';
        RETURN;
    ELSIF NOT p_held AND o.state = 'open' THEN
        outcome := 'abandoned';
        other_id := o.id;
        other_change := o.change;
        RETURN;
    ELSIF NOT p_held THEN
        DELETE FROM flowkeep.usage_intent i WHERE i.id = o.id;
    END IF;
    -- a write that was thought not to have taken place, and whose file is there after all
    FOR o IN DELETE FROM flowkeep.usage_intent i
        WHERE p_seen <> '' AND i.project = p_project AND i.team = p_team AND i.path_hash = hash
            AND i.state = 'absent' AND i.change = p_seen
        RETURNING *
    LOOP
        PERFORM flowkeep.usage_add(p_project, p_team, o.new_bytes - o.old_bytes);
        p.bytes := p.bytes + o.new_bytes - o.old_bytes;
    END LOOP;
    bytes := p.bytes;
    reserved := p.reserved;
    IF p_opens AND NOT (p_existed AND p_new <= p_old)
        AND p.bytes + p.reserved + p_new - p_old >= p_limit THEN
        outcome := 'over';
        RETURN;
    END IF;
    INSERT INTO flowkeep.usage_intent
        VALUES (p_id, p_project, p_team, p_path, hash,
            CASE WHEN p_opens THEN 'open' ELSE 'held' END, p_change, p_old, p_new,
            moment + p_lease_millis * interval '1 millisecond')
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, change = excluded.change,
            old_bytes = excluded.old_bytes, new_bytes = excluded.new_bytes,
            expires = excluded.expires;
    IF p_opens THEN
        reserved := p.reserved + greatest(p_new - p_old, 0);
        UPDATE flowkeep.usage_project u
            SET reserved = usage_claim.reserved, counter = NULL, counting_until = NULL
            WHERE u.project = p_project;
    END IF;
    outcome := 'granted';
END $$;

-- Says what became of a change. If somebody else has decided meanwhile, that is put right.
CREATE FUNCTION flowkeep.usage_settle(
    p_id text, p_project text, p_happened boolean, OUT bytes bigint, OUT reserved bigint)
LANGUAGE plpgsql AS $$
DECLARE
    p flowkeep.usage_project := flowkeep.usage_lock(p_project);
    i flowkeep.usage_intent;
BEGIN
    DELETE FROM flowkeep.usage_intent d WHERE d.id = p_id RETURNING * INTO i;
    IF i.state = 'open' THEN
        UPDATE flowkeep.usage_project u
            SET reserved = u.reserved - greatest(i.new_bytes - i.old_bytes, 0)
            WHERE u.project = p_project;
    END IF;
    IF p_happened AND i.state IN ('open', 'absent') THEN
        PERFORM flowkeep.usage_add(p_project, i.team, i.new_bytes - i.old_bytes);
    ELSIF p_happened AND i.id IS NULL OR NOT p_happened AND i.state = 'landed' THEN
        UPDATE flowkeep.usage_project u SET counted = false WHERE u.project = p_project;
    END IF;
    SELECT u.bytes, u.reserved INTO bytes, reserved
        FROM flowkeep.usage_project u WHERE u.project = p_project;
END $$;

-- Says what a look at the file has shown of a change whose server is gone. The verdict is kept for
-- a while, in case that it is not.
CREATE FUNCTION flowkeep.usage_resolve(
    p_id text, p_project text, p_landed boolean, p_keep_millis bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    p flowkeep.usage_project := flowkeep.usage_lock(p_project);
    i flowkeep.usage_intent;
BEGIN
    SELECT * INTO i FROM flowkeep.usage_intent s WHERE s.id = p_id FOR UPDATE;
    IF NOT FOUND OR i.expires > clock_timestamp() THEN
        RETURN;
    END IF;
    IF i.state = 'open' THEN
        UPDATE flowkeep.usage_project u
            SET reserved = u.reserved - greatest(i.new_bytes - i.old_bytes, 0)
            WHERE u.project = p_project;
        UPDATE flowkeep.usage_intent u
            SET state = CASE WHEN p_landed THEN 'landed' ELSE 'absent' END,
                expires = clock_timestamp() + p_keep_millis * interval '1 millisecond'
            WHERE u.id = p_id;
    ELSE
        DELETE FROM flowkeep.usage_intent d WHERE d.id = p_id;
    END IF;
    IF p_landed AND i.state IN ('open', 'absent') THEN
        PERFORM flowkeep.usage_add(p_project, i.team, i.new_bytes - i.old_bytes);
    END IF;
END $$;

-- Keeps changes of a project from opening, so that its files can be counted.
-- begun, busy, counted; abandoned: with whose intent is in the way.
CREATE FUNCTION flowkeep.usage_begin_count(
    p_id text, p_project text, p_again boolean, p_lease_millis bigint,
    OUT outcome text, OUT other_id text, OUT other_team text, OUT other_path text,
    OUT other_change text)
LANGUAGE plpgsql AS $$
DECLARE
    p      flowkeep.usage_project := flowkeep.usage_lock(p_project);
    i      flowkeep.usage_intent;
    moment timestamptz := clock_timestamp();
BEGIN
    IF p.counted AND NOT p_again THEN
        outcome := 'counted';
        RETURN;
    ELSIF p.counter <> p_id AND p.counting_until > moment THEN
        outcome := 'busy';
        RETURN;
    END IF;
    UPDATE flowkeep.usage_project u
        SET counter = p_id, counting_until = moment + p_lease_millis * interval '1 millisecond'
        WHERE u.project = p_project;
    SELECT * INTO i FROM flowkeep.usage_intent s
        WHERE s.project = p_project AND s.state = 'open' ORDER BY s.expires LIMIT 1;
    IF NOT FOUND THEN
        outcome := 'begun';
    ELSIF i.expires > moment THEN
        outcome := 'busy';
    ELSE
        outcome := 'abandoned';
        other_id := i.id;
        other_team := i.team;
        other_path := i.path;
        other_change := i.change;
    END IF;
END $$;
