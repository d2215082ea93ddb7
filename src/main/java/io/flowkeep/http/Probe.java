package io.flowkeep.http;

import java.util.function.BooleanSupplier;

/**
 * Tells whether one part of the server can do its work now. Safe for concurrent use; must answer
 * within a second or two, since {@code /readyz} waits for it.
 */
public interface Probe {

    /** The part's name as {@code /readyz} shows it, for example {@code files}. */
    String name();

    /** True if the part works; false, or an exception (which is logged), if it does not. */
    boolean isReady();

    /** False for a part without which the server still answers requests, with restrictions. */
    default boolean isNeeded() {
        return true;
    }

    /** A part that is needed. */
    static Probe of(String name, BooleanSupplier isReady) {
        return new NamedProbe(name, isReady, true);
    }

    /** A neighbour without which the server goes on. */
    static Probe ofNeighbour(String name, BooleanSupplier isReady) {
        return new NamedProbe(name, isReady, false);
    }
}
