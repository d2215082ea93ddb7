package io.flowkeep.storage.postgres;

import java.time.Duration;

/**
 * How long the statements of a transaction may take. Set for one transaction, they leave nothing
 * behind in the session, which a pooler gives to other clients next. Immutable.
 *
 * @param statement the longest that one statement may take
 * @param lock the longest that it may wait for a lock
 * @param idle the longest that PostgreSQL waits for the next statement
 */
record TransactionLimits(Duration statement, Duration lock, Duration idle) {

    /**
     * As a query that is sent along with a statement and works both in a transaction of that
     * statement alone and in one that has begun; {@code SET LOCAL} warns in the first case.
     */
    String query() {
        return "SELECT set_config('statement_timeout', '"
                + statement.toMillis()
                + "', true), set_config('lock_timeout', '"
                + lock.toMillis()
                + "', true), set_config('idle_in_transaction_session_timeout', '"
                + idle.toMillis()
                + "', true)";
    }

    /** As commands behind {@code BEGIN}, which must come before any query. */
    String commands() {
        return commands("SET LOCAL ");
    }

    /** As commands that hold until the session ends. */
    String ofSession() {
        return commands("SET ");
    }

    private String commands(String set) {
        return set
                + "statement_timeout = "
                + statement.toMillis()
                + "; "
                + set
                + "lock_timeout = "
                + lock.toMillis()
                + "; "
                + set
                + "idle_in_transaction_session_timeout = "
                + idle.toMillis();
    }

    TransactionLimits withStatement(Duration longest) {
        return new TransactionLimits(longest, lock, idle);
    }
}
