package io.flowkeep.text;

/**
 * A password or key. Immutable; prints as {@code ***}.
 *
 * @param reveal the text itself, for the one library call that needs it
 */
public record Secret(String reveal) {
    /** The empty secret. */
    public static final Secret NONE = new Secret("");

    /** What stands for a secret wherever it is printed. */
    public static final String MASK = "***";

    @Override
    public String toString() {
        return MASK;
    }
}
