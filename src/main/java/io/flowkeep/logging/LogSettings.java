package io.flowkeep.logging;

import org.slf4j.event.Level;

/**
 * What is logged.
 *
 * @param level the least level
 * @param access the least level of the lines about requests
 * @param readable lines for people instead of JSON
 */
public record LogSettings(Least level, Least access, boolean readable) {

    /** The least level that is logged. */
    public sealed interface Least {
        /** This level and all above. */
        record At(Level level) implements Least {}

        /** Nothing at all. */
        record Silence() implements Least {}
    }
}
