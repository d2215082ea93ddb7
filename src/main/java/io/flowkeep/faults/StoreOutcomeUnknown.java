package io.flowkeep.faults;

import org.jspecify.annotations.Nullable;

/**
 * The change may or may not have happened. Answered with 503; a write that is not idempotent must
 * not be repeated blindly.
 */
public final class StoreOutcomeUnknown extends StoreFault {
    private static final long serialVersionUID = 1;

    /**
     * Says what failed and where.
     *
     * @param message what was tried and on what, for the log only
     * @param cause the driver's own error, or null if there is none
     */
    public StoreOutcomeUnknown(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
