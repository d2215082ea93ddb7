package io.flowkeep.context;

/**
 * A key that is not an expression, or cannot be used on the values there are. Its message is for
 * the client. Stays inside the room, where it becomes an outcome.
 */
final class InvalidKey extends Exception {
    private static final long serialVersionUID = 1;

    InvalidKey(String message) {
        super(message, null, false, false);
    }

    /** The reason, for the client. */
    String reason() {
        return String.valueOf(getMessage());
    }

    /** An error in the form that users know from Node-RED. */
    static InvalidKey expression(String detail) {
        return new InvalidKey("Invalid property expression: " + detail);
    }

    /** Whatever is wrong inside a cross reference is told as its position only. */
    static InvalidKey reference(int position) {
        return new InvalidKey("Invalid expression started at position " + position);
    }
}
