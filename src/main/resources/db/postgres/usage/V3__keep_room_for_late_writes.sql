-- A write that nobody found in the store may still be under way there, or its server may only stand
-- still. So its room stays reserved for as long as the verdict is kept, unless somebody else writes
-- the file: then its condition holds no more. And a note tells by which id a change is known, so
-- that a count need not believe the size that a dead server announced.

ALTER TABLE flowkeep.usage_note ADD COLUMN change text NOT NULL DEFAULT '';

-- Of the changes of one file that may still happen only one can.
CREATE FUNCTION flowkeep.usage_reserved(p_project text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(files.most), 0)::bigint FROM (
        SELECT max(greatest(each.new_bytes - each.old_bytes, 0)) AS most FROM (
            SELECT team, path_hash, new_bytes, old_bytes FROM flowkeep.usage_intent
                WHERE project = p_project AND state = 'open'
            UNION ALL
            SELECT team, path_hash, new_bytes, old_bytes FROM flowkeep.usage_intent
                WHERE project = p_project AND state = 'absent'
        ) each GROUP BY each.team, each.path_hash
    ) files
$$;

-- A change has happened: those that were not found to have happened cannot any more.
CREATE FUNCTION flowkeep.usage_supersede(p_by flowkeep.usage_intent) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM flowkeep.usage_intent i
        WHERE i.project = p_by.project AND i.team = p_by.team AND i.path_hash = p_by.path_hash
            AND i.state = 'absent' AND (p_by.change <> '' OR i.old_bytes > 0)
$$;

-- Of a change that was thought not to have happened. Somebody may have counted the file meanwhile.
CREATE FUNCTION flowkeep.usage_add_late(p_project text, p_team text, p_difference bigint)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM flowkeep.usage_add(p_project, p_team, p_difference);
    UPDATE flowkeep.usage_project u SET doubts = u.doubts + 1 WHERE u.project = p_project;
END $$;

DROP FUNCTION flowkeep.usage_take_note(text, text, text, text, bigint);

CREATE FUNCTION flowkeep.usage_take_note(
    p_project text, p_team text, p_path text, p_kind text, p_bytes bigint,
    p_change text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flowkeep.usage_note (project, team, path, kind, bytes, change)
        SELECT p_project, p_team, p_path, p_kind, p_bytes, p_change
        FROM flowkeep.usage_project u
        WHERE u.project = p_project AND u.recount_until > clock_timestamp();
    IF NOT FOUND THEN
        UPDATE flowkeep.usage_project u SET recount = NULL, recount_until = NULL
            WHERE u.project = p_project AND u.recount IS NOT NULL;
    END IF;
END $$;

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
    here    bigint;
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
        PERFORM flowkeep.usage_add_late(p_project, p_team, o.new_bytes - o.old_bytes);
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(
                p_project, p_team, p_path, 'moved', o.new_bytes - o.old_bytes, '');
        END IF;
        p.bytes := (SELECT u.bytes FROM flowkeep.usage_project u WHERE u.project = p_project);
        UPDATE flowkeep.usage_project u SET reserved = flowkeep.usage_reserved(p_project)
            WHERE u.project = p_project;
        p.reserved := flowkeep.usage_reserved(p_project);
    END LOOP;
    bytes := p.bytes;
    reserved := p.reserved;
    -- what may still happen to this very file needs no room besides
    here := coalesce(
        (SELECT max(i.new_bytes - i.old_bytes) FROM flowkeep.usage_intent i
            WHERE i.project = p_project AND i.team = p_team AND i.path_hash = hash
                AND i.state = 'absent'),
        0);
    IF p_opens AND NOT (p_existed AND p_new <= p_old)
        AND p.bytes + p.reserved + greatest(p_new - p_old - greatest(here, 0), 0) >= p_limit THEN
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
        reserved := flowkeep.usage_reserved(p_project);
        UPDATE flowkeep.usage_project u
            SET reserved = usage_claim.reserved, counter = NULL, counting_until = NULL,
                doubts = u.doubts + (p_old > p.bytes)::int
            WHERE u.project = p_project;
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(p_project, p_team, p_path, 'touched', p_old, p_change);
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
    IF i.state = 'open' AND p_happened THEN
        PERFORM flowkeep.usage_supersede(i);
    ELSIF i.state = 'open' AND p.recount IS NOT NULL THEN
        PERFORM flowkeep.usage_take_note(p_project, i.team, i.path, 'stayed', 0, '');
    END IF;
    IF p_happened AND i.state IN ('open', 'absent') THEN
        IF i.state = 'open' THEN
            PERFORM flowkeep.usage_add(p_project, i.team, i.new_bytes - i.old_bytes);
        ELSE
            PERFORM flowkeep.usage_add_late(p_project, i.team, i.new_bytes - i.old_bytes);
        END IF;
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(
                p_project, i.team, i.path, 'moved', i.new_bytes - i.old_bytes, '');
        END IF;
    ELSIF p_happened AND i.id IS NULL OR NOT p_happened AND i.state = 'landed' THEN
        UPDATE flowkeep.usage_project u SET counted = false WHERE u.project = p_project;
    END IF;
    UPDATE flowkeep.usage_project u SET reserved = flowkeep.usage_reserved(p_project)
        WHERE u.project = p_project
        RETURNING u.bytes, u.reserved INTO bytes, reserved;
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
        UPDATE flowkeep.usage_intent u
            SET state = CASE WHEN p_landed THEN 'landed' ELSE 'absent' END,
                expires = clock_timestamp() + p_keep_millis * interval '1 millisecond'
            WHERE u.id = p_id;
    ELSE
        DELETE FROM flowkeep.usage_intent d WHERE d.id = p_id;
    END IF;
    IF p_landed AND i.state IN ('open', 'absent') THEN
        IF i.state = 'open' THEN
            PERFORM flowkeep.usage_supersede(i);
            PERFORM flowkeep.usage_add(p_project, i.team, i.new_bytes - i.old_bytes);
        ELSE
            PERFORM flowkeep.usage_add_late(p_project, i.team, i.new_bytes - i.old_bytes);
        END IF;
        IF p.recount IS NOT NULL THEN
            PERFORM flowkeep.usage_take_note(
                p_project, i.team, i.path, 'moved', i.new_bytes - i.old_bytes, '');
        END IF;
    END IF;
    UPDATE flowkeep.usage_project u SET reserved = flowkeep.usage_reserved(p_project)
        WHERE u.project = p_project;
END $$;

CREATE OR REPLACE FUNCTION flowkeep.usage_begin_recount(
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
        INSERT INTO flowkeep.usage_note (project, team, path, kind, bytes, change)
            SELECT i.project, i.team, i.path, 'touched', i.old_bytes, i.change
            FROM flowkeep.usage_intent i
            WHERE i.project = p_project
                AND (i.state = 'open' OR i.state = 'absent' AND i.change <> '');
    END IF;
END $$;
