package io.flowkeep.http;

/**
 * Tells whether one part of the server can do its work now. Safe for concurrent use; must answer
 * within a second or two, since {@code /readyz} waits for it.
 */
public interface Probe {

    /** The part's name as {@code /readyz} shows it, for example {@code files}. */
    String name();

    /** True if the part works; false, or an exception (which is logged), if it does not. */
    boolean isReady();
}
