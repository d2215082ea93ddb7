package io.flowkeep.events;

/** The bus cannot be reached, or went away while it was used. */
public final class BusUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says why the bus was not even tried. */
    public BusUnavailable(String message) {
        super(message);
    }

    /** Says what was tried and why it failed. */
    public BusUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
