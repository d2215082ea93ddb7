package io.flowkeep.json;

/** Text that is not JSON, or JSON that is refused for its depth or its dangerous member names. */
public final class JsonSyntaxException extends Exception {
    private static final long serialVersionUID = 2;

    private final int line;
    private final int column;

    /** Says what was wrong and where; the text itself is never part of it. */
    public JsonSyntaxException(String message) {
        this(message, 0, 0);
    }

    /** Text that stops being JSON at this place; both numbers count from 1. */
    JsonSyntaxException(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    /** The line where the text stops being JSON, from 1; 0 if it is JSON that was refused. */
    public int line() {
        return line;
    }

    /** As {@link #line()}, in UTF-16 units. */
    public int column() {
        return column;
    }
}
