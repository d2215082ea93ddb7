package io.flowkeep.faults;

import org.jspecify.annotations.Nullable;

/**
 * A store failed in a way that no caller can mend. The message is for the log: it may name files
 * and tables, and is never sent to a client.
 */
public sealed class StoreFault extends RuntimeException
        permits StoreUnavailable, StoreOutcomeUnknown, StoreCorrupt {
    private static final long serialVersionUID = 1;

    StoreFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
