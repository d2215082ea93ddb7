-- An operator's token opens the operators' routes, and may open nothing else. It may stand for a tenant
-- without one of its users.
ALTER TABLE flowkeep.tokens
    ADD COLUMN operator smallint NOT NULL DEFAULT 0 CHECK (operator IN (0, 1));

-- The checks that say more than this have names that PostgreSQL made.
DO $$
DECLARE
    old name;
BEGIN
    FOR old IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'flowkeep.tokens'::regclass
          AND contype = 'c'
          AND pg_get_constraintdef(oid) LIKE '%sub IS NOT NULL%'
    LOOP
        EXECUTE format('ALTER TABLE flowkeep.tokens DROP CONSTRAINT %I', old);
    END LOOP;
END
$$;

ALTER TABLE flowkeep.tokens
    ADD CONSTRAINT tokens_tenant CHECK (tenant IS NULL OR sub IS NOT NULL OR operator = 1),
    ADD CONSTRAINT tokens_permissions CHECK (permissions IS NULL OR sub IS NOT NULL OR tenant IS NOT NULL),
    ADD CONSTRAINT tokens_good_for_something CHECK (
        CASE
            WHEN admin = 1 THEN operator = 0 AND project IS NULL AND team IS NULL
            WHEN operator = 1 THEN true
            ELSE project IS NOT NULL OR team IS NOT NULL OR sub IS NOT NULL
        END);
