package io.flowkeep.faults;

import org.jspecify.annotations.Nullable;

/**
 * Nothing was changed and nothing was read: the store cannot be reached or is full. Answered with
 * 503; may be tried again.
 */
public final class StoreUnavailable extends StoreFault {
    private static final long serialVersionUID = 1;

    /**
     * Says what failed and where.
     *
     * @param message what was tried and on what, for the log only
     * @param cause the driver's own error, or null if there is none
     */
    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
