package io.flowkeep.storage.postgres;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** Cancelled, lock not to be had, idle for too long, only reads, the database is gone. */
    private static final Set<String> FOR_NOW =
            Set.of("57014", LOCKED, "25P03", "25P04", "25006", "3D000");

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
     * lost, nobody knows whether it took place.
     */
    static StoreFault translateCommit(String doing, SQLException error) {
        return isLost(error) ? new StoreOutcomeUnknown(doing, error) : translate(doing, error);
    }

    /** Whether the same work may well succeed if it is tried again at once. */
    static boolean isTransient(SQLException error) {
        return TRANSIENT.contains(state(error));
    }

    /** Whether the connection is no more. */
    static boolean isLost(SQLException error) {
        String state = state(error);
        return state.startsWith(CONNECTION) || WHILE_ENDING.contains(state);
    }

    /** Whether somebody else's lock was not to be had in time. */
    static boolean isLocked(SQLException error) {
        return LOCKED.equals(state(error));
    }

    /** Whether the role may not do what it was to do. */
    static boolean isForbidden(SQLException error) {
        return FORBIDDEN.equals(state(error));
    }

    /** Whether the server is at work and has room for no client more. */
    static boolean isFull(SQLException error) {
        return state(error).equals(FULL);
    }

    private static String state(SQLException error) {
        @Nullable String state = error.getSQLState();
        return state == null ? "" : state;
    }
}
