package io.flowkeep.neighbours;

import java.time.Duration;

/**
 * Which neighbours are asked whether what a flow refers to exists. Immutable.
 *
 * @param components the Component Repository
 * @param secrets the Secret Service
 * @param deadline for all questions about one flow together
 */
public record NeighbourSettings(
        NeighbourAddress components, NeighbourAddress secrets, Duration deadline) {
    /** Leaves half of the five seconds within which every request is answered. */
    public static final Duration DEADLINE = Duration.ofMillis(2500);

    /** With the usual deadline. */
    public NeighbourSettings(NeighbourAddress components, NeighbourAddress secrets) {
        this(components, secrets, DEADLINE);
    }
}
