-- A project that is counted already is counted again beside its writes. While that goes on, each
-- change of a file is noted, so that whoever counts knows which files he must not rely on what he
-- saw of. The notes of one project follow each other as its changes do, since all lock its row.

ALTER TABLE flowkeep.usage_project
    -- who counts again, until when that is believed, and since when
    ADD COLUMN recount       text,
    ADD COLUMN recount_until timestamptz,
    ADD COLUMN recount_began timestamptz,
    -- when the last count began that has ended
    ADD COLUMN counted_at    timestamptz,
    -- not before this is it counted again, unless somebody wishes it
    ADD COLUMN rest_until    timestamptz,
    -- how often something was met that cannot be, and how much of that has been counted since
    ADD COLUMN doubts         bigint NOT NULL DEFAULT 0,
    ADD COLUMN settled_doubts bigint NOT NULL DEFAULT 0;

CREATE INDEX usage_project_doubtful ON flowkeep.usage_project (project)
    WHERE doubts > settled_doubts;
CREATE INDEX usage_project_recount ON flowkeep.usage_project (recount) WHERE recount IS NOT NULL;

CREATE TABLE flowkeep.usage_note (
    number  bigserial PRIMARY KEY,
    project text COLLATE "C" NOT NULL,
    team    text COLLATE "C" NOT NULL,
    path    text COLLATE "C" NOT NULL,
    -- touched: it may change from now on, and has so many bytes. moved: it has so many more.
    -- stayed: it has not changed.
    kind    text NOT NULL CHECK (kind IN ('touched', 'moved', 'stayed')),
    bytes   bigint NOT NULL
);

CREATE INDEX usage_note_project ON flowkeep.usage_note (project, number);

-- The project's row is locked. A count whose lease has run out is given up, since from now on it
-- would miss something.
CREATE FUNCTION flowkeep.usage_take_note(
    p_project text, p_team text, p_path text, p_kind text, p_bytes bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowkeep.usage_note (project, team, path, kind, bytes)
        SELECT p_project, p_team, p_path, p_kind, p_bytes FROM flowkeep.usage_project u
        WHERE u.project = p_project AND u.recount_until > clock_timestamp();
    IF NOT FOUND THEN
        UPDATE flowkeep.usage_project u SET recount = NULL, recount_until = NULL
            WHERE u.project = p_project AND u.recount IS NOT NULL;
    END IF;
END $$;

-- The project's row is locked. Nothing falls below 0.
CREATE OR REPLACE FUNCTION flowkeep.usage_add(p_project text, p_team text, p_difference bigint)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    known bigint := coalesce(
        (SELECT t.bytes FROM flowkeep.usage_team t WHERE t.project = p_project AND t.team = p_team),
        0);
    moved bigint := greatest(known + p_difference, 0) - known;
BEGIN
    UPDATE flowkeep.usage_project u
        SET bytes = greatest(u.bytes + moved, 0), doubts = u.doubts + (moved <> p_difference)::int
        WHERE u.project = p_project;
    INSERT INTO flowkeep.usage_team AS t (project, team, bytes)
        VALUES (p_project, p_team, moved)
        ON CONFLICT (project, team) DO UPDATE SET bytes = t.bytes + excluded.bytes;
END $$;

-- As before, and takes note.
CREATE OR REPLACE FUNCTION flowkeep.usage_claim(
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
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(
                p_project, p_team, p_path, 'moved', o.new_bytes - o.old_bytes);
        END IF;
        p.bytes := (SELECT u.bytes FROM flowkeep.usage_project u WHERE u.project = p_project);
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
            SET reserved = usage_claim.reserved, counter = NULL, counting_until = NULL,
                doubts = u.doubts + (p_old > p.bytes)::int
            WHERE u.project = p_project;
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(p_project, p_team, p_path, 'touched', p_old);
        END IF;
    END IF;
    outcome := 'granted';
END $$;

CREATE OR REPLACE FUNCTION flowkeep.usage_settle(
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
        IF NOT p_happened AND p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(p_project, i.team, i.path, 'stayed', 0);
        END IF;
    END IF;
    IF p_happened AND i.state IN ('open', 'absent') THEN
        PERFORM flowkeep.usage_add(p_project, i.team, i.new_bytes - i.old_bytes);
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(
                p_project, i.team, i.path, 'moved', i.new_bytes - i.old_bytes);
        END IF;
    ELSIF p_happened AND i.id IS NULL OR NOT p_happened AND i.state = 'landed' THEN
        UPDATE flowkeep.usage_project u SET counted = false WHERE u.project = p_project;
    END IF;
    SELECT u.bytes, u.reserved INTO bytes, reserved
        FROM flowkeep.usage_project u WHERE u.project = p_project;
END $$;

CREATE OR REPLACE FUNCTION flowkeep.usage_resolve(
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
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(
                p_project, i.team, i.path, 'moved', i.new_bytes - i.old_bytes);
        END IF;
    END IF;
END $$;

-- Begins to count a project again: begun, uncounted, busy, counted, early. Of what is under way the
-- first notes tell, and of what may still show to have happened.
CREATE FUNCTION flowkeep.usage_begin_recount(
    p_id text, p_project text, p_age_millis bigint, p_wished boolean, p_lease_millis bigint,
    OUT outcome text, OUT wait_millis bigint, OUT doubts bigint)
LANGUAGE plpgsql AS $$
DECLARE
    p      flowkeep.usage_project := flowkeep.usage_lock(p_project);
    moment timestamptz := clock_timestamp();
BEGIN
    wait_millis := 0;
    doubts := p.doubts;
    IF NOT p.counted OR p.counting_until > moment THEN
        outcome := 'uncounted';
    ELSIF p.recount <> p_id AND p.recount_until > moment THEN
        outcome := 'busy';
    ELSIF p.counted_at > moment - p_age_millis * interval '1 millisecond' THEN
        outcome := 'counted';
    ELSIF NOT p_wished AND p.rest_until > moment THEN
        outcome := 'early';
        wait_millis := 1000 * extract(epoch FROM p.rest_until - moment);
    ELSE
        outcome := 'begun';
        DELETE FROM flowkeep.usage_note n WHERE n.project = p_project;
        UPDATE flowkeep.usage_project u
            SET recount = p_id, recount_began = moment,
                recount_until = moment + p_lease_millis * interval '1 millisecond'
            WHERE u.project = p_project;
        INSERT INTO flowkeep.usage_note (project, team, path, kind, bytes)
            SELECT i.project, i.team, i.path, 'touched', i.old_bytes FROM flowkeep.usage_intent i
            WHERE i.project = p_project
                AND (i.state = 'open' OR i.state = 'absent' AND i.change <> '');
    END IF;
END $$;
