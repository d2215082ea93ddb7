package io.flowkeep.neighbours;

import java.net.URI;
import java.time.Duration;

/**
 * Which neighbours are asked whether what a flow refers to exists. Immutable.
 *
 * @param components the Component Repository
 * @param secrets the Secret Service
 * @param deadline for all questions about one flow together
 */
public record NeighbourSettings(Address components, Address secrets, Duration deadline) {
    /** Leaves half of the five seconds within which every request is answered. */
    public static final Duration DEADLINE = Duration.ofMillis(2500);

    /** Where a neighbour is. */
    public sealed interface Address {
        /** It is not asked. */
        record Off() implements Address {}

        /** It is asked there; http or https, with or without a path. */
        record At(URI base) implements Address {}

        /**
         * Reads a setting; empty means off.
         *
         * @throws IllegalArgumentException if it is no URI
         */
        static Address of(String setting) {
            return setting.isBlank() ? new Off() : new At(URI.create(setting.strip()));
        }
    }

    /** With the usual deadline. */
    public NeighbourSettings(Address components, Address secrets) {
        this(components, secrets, DEADLINE);
    }
}
