package io.flowkeep.json;

/** Text that is not JSON, or JSON that is refused for its depth or its dangerous member names. */
public final class JsonSyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what was wrong and where; the text itself is never part of it. */
    public JsonSyntaxException(String message) {
        super(message, null, false, false);
    }
}
