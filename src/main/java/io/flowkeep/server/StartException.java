package io.flowkeep.server;

/** The server cannot start. The message is one line for the operator: what, where, what to do. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what is in the way. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
