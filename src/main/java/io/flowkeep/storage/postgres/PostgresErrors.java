package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Turns PostgreSQL's errors into the three faults; the only place that knows its codes (SQLSTATE,
 * PostgreSQL's manual, appendix A).
 */
final class PostgresErrors {
    private static final String CONNECTION = "08";
    private static final String LOGIN = "28";
    private static final String RESOURCES = "53";
    private static final String SYSTEM = "58";

    private static final String LOCKED = "55P03";
    private static final String FORBIDDEN = "42501";

    private static final String FULL = "53300";

    private static final Set<String> WHILE_ENDING = Set.of("57P01", "57P02", "57P03", "57P05");
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

    /** The session is read-only, although others may be able to write. */
    private static final String READ_ONLY = "25006";

    /** A prepared statement does not exist; one of that name exists already. */
    private static final Set<String> STATEMENTS = Set.of("26000", "42P05");

    /** A statement that was prepared before the table was changed. */
    private static final String UNSUPPORTED = "0A000";

    private static final String REVALIDATION = "RevalidateCachedQuery";

    /** PgBouncer's messages, without a code of their own, when it has not passed anything on. */
    private static final List<String> NOT_PASSED_ON =
            List.of(
                    "query_wait_timeout",
                    "no more connections allowed",
                    "cannot connect",
                    "server login has been failing");

    /** Cancelled, lock not available, idle for too long, read-only, the database is gone. */
    private static final Set<String> FOR_NOW =
            Set.of("57014", LOCKED, "25P03", "25P04", READ_ONLY, "3D000");

    private PostgresErrors() {}

    /** A fault after which nothing was changed. */
    static StoreFault translate(String doing, SQLException error) {
        String state = state(error);
        return isLost(error)
                        || isTransient(error)
                        || FOR_NOW.contains(state)
                        || state.startsWith(RESOURCES)
                        || state.startsWith(SYSTEM)
                        || state.startsWith(LOGIN)
                ? new StoreUnavailable(doing, error)
                : new StoreCorrupt(doing, error);
    }

    /**
     * A fault of a commit, or of a statement that is a transaction of its own: if the connection is
     * lost, it is unknown whether it took place.
     */
    static StoreFault translateCommit(String doing, SQLException error) {
        return isLost(error) && !isNotPassedOn(error)
                ? new StoreOutcomeUnknown(doing, error)
                : translate(doing, error);
    }

    /** Whether the same work may succeed if it is tried again at once. */
    static boolean isTransient(SQLException error) {
        return TRANSIENT.contains(state(error)) || hasLostStatements(error) || isOutdated(error);
    }

    /** Whether the session's prepared statements are missing or outdated. */
    static boolean hasLostStatements(SQLException error) {
        return STATEMENTS.contains(state(error));
    }

    private static boolean isOutdated(SQLException error) {
        return state(error).equals(UNSUPPORTED)
                && error instanceof PSQLException refusal
                && refusal.getServerErrorMessage() != null
                && REVALIDATION.equals(refusal.getServerErrorMessage().getRoutine());
    }

    /** Whether the session may only read. */
    static boolean isReadOnly(SQLException error) {
        return state(error).equals(READ_ONLY);
    }

    /** Whether the connection is alive but no longer usable. */
    static boolean isSpoilt(SQLException error) {
        return isReadOnly(error) || hasLostStatements(error) || isOutdated(error);
    }

    /** Whether a pooler has ended the connection before anything was done. */
    static boolean isNotPassedOn(SQLException error) {
        return state(error).startsWith(CONNECTION)
                && NOT_PASSED_ON.stream().anyMatch(message(error)::contains);
    }

    /** Whether a pooler refuses transactions of several statements. */
    static boolean isStatementPooling(SQLException error) {
        return message(error).contains("statement pooling");
    }

    /** Whether the connection is lost. */
    static boolean isLost(SQLException error) {
        String state = state(error);
        return state.startsWith(CONNECTION) || WHILE_ENDING.contains(state);
    }

    /** Whether a lock could not be obtained in time. */
    static boolean isLocked(SQLException error) {
        return LOCKED.equals(state(error));
    }

    /** Whether the role lacks the permission. */
    static boolean isForbidden(SQLException error) {
        return FORBIDDEN.equals(state(error));
    }

    /** Whether the server runs but accepts no further connection. */
    static boolean isFull(SQLException error) {
        return state(error).equals(FULL) || message(error).contains("no more connections allowed");
    }

    private static String message(SQLException error) {
        @Nullable String message = error.getMessage();
        return message == null ? "" : message;
    }

    private static String state(SQLException error) {
        @Nullable String state = error.getSQLState();
        return state == null ? "" : state;
    }
}
