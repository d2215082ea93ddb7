package io.flowkeep.faults;

import org.jspecify.annotations.Nullable;

/**
 * A store failed in a way that no caller can repair. The message is for the log: it may name files
 * and tables, and is never sent to a client.
 */
public sealed class StoreFault extends RuntimeException
        permits StoreUnavailable, StoreOutcomeUnknown, StoreCorrupt {
    private static final long serialVersionUID = 1;

    StoreFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What went wrong: the message of the exception, then those of its causes. */
    public static String reason(Throwable thrown) {
        StringBuilder reason = new StringBuilder(String.valueOf(thrown.getMessage()));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            String more = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (reason.indexOf(more) < 0) {
                reason.append(": ").append(more);
            }
        }
        return reason.toString();
    }
}
