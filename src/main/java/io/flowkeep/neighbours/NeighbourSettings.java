package io.flowkeep.neighbours;

import io.flowkeep.text.Secret;
import java.time.Duration;

/**
 * Which neighbours are asked about flows. Immutable; prints no secret.
 *
 * @param logging the logging service
 * @param token what the logging service is asked with: this service's own; empty to send none
 * @param components the Component Repository
 * @param secrets the Secret Service
 * @param deadline for all questions about one flow's components and secrets together
 */
public record NeighbourSettings(
        NeighbourAddress logging,
        Secret token,
        NeighbourAddress components,
        NeighbourAddress secrets,
        Duration deadline) {
    /** Leaves half of the five seconds within which every request is answered. */
    public static final Duration DEADLINE = Duration.ofMillis(2500);

    /** With the usual deadline. */
    public NeighbourSettings(
            NeighbourAddress logging,
            Secret token,
            NeighbourAddress components,
            NeighbourAddress secrets) {
        this(logging, token, components, secrets, DEADLINE);
    }
}
