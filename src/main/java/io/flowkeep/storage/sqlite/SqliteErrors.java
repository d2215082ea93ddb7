package io.flowkeep.storage.sqlite;

import io.flowkeep.faults.StoreCorrupt;
import io.flowkeep.faults.StoreFault;
import io.flowkeep.faults.StoreOutcomeUnknown;
import io.flowkeep.faults.StoreUnavailable;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.sqlite.SQLiteException;

/** Turns SQLite's errors into the three faults; the only place that knows its result codes. */
final class SqliteErrors {
    private static final int PRIMARY_CODE = 0xff;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int OUT_OF_MEMORY = 7;
    private static final int READ_ONLY = 8;
    private static final int INTERRUPTED = 9;
    private static final int INPUT_OUTPUT = 10;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int PROTOCOL = 15;

    private SqliteErrors() {}

    /** The fault for an error before the commit: nothing was changed. */
    static StoreFault translate(String doing, SQLException error) {
        return switch (code(error)) {
            case BUSY,
                    LOCKED,
                    OUT_OF_MEMORY,
                    READ_ONLY,
                    INTERRUPTED,
                    INPUT_OUTPUT,
                    FULL,
                    CANNOT_OPEN,
                    PROTOCOL ->
                    new StoreUnavailable(doing, error);
            default ->
                    error instanceof SQLTransientException
                            ? new StoreUnavailable(doing, error)
                            : new StoreCorrupt(doing, error);
        };
    }

    /**
     * The fault for an error of the commit itself. Busy and full are refused before anything is
     * final; after a failed write or flush it is unknown what the disk holds.
     */
    static StoreFault translateCommit(String doing, SQLException error) {
        return switch (code(error)) {
            case BUSY, LOCKED, FULL -> new StoreUnavailable(doing, error);
            default -> new StoreOutcomeUnknown(doing, error);
        };
    }

    private static int code(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? sqlite.getResultCode().code & PRIMARY_CODE
                : 0;
    }
}
