package io.flowkeep.faults;

import org.jspecify.annotations.Nullable;

/**
 * What is stored cannot be understood. A fault on the server's side, answered with 500; trying
 * again does not help.
 */
public final class StoreCorrupt extends StoreFault {
    private static final long serialVersionUID = 1;

    /**
     * Says what failed and where.
     *
     * @param message what was tried and on what, for the log only
     * @param cause the driver's own error, or null if there is none
     */
    public StoreCorrupt(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
