package io.flowkeep.config;

import java.net.URI;
import java.time.Duration;

/** Who says which token is good. */
public sealed interface AuthConfig {

    /**
     * The platform is asked.
     *
     * @param baseUrl as configured; may or may not end with a slash
     * @param cache how long its yes holds
     * @param refusalCache how long its no holds
     * @param grace how long after its last yes a token stays good while the platform gives no
     *     answer
     * @param deadline for its answer, retries included
     */
    record Platform(
            URI baseUrl, Duration cache, Duration refusalCache, Duration grace, Duration deadline)
            implements AuthConfig {}

    /**
     * Flowkeep's own tokens.
     *
     * @param storage their database
     */
    record BuiltIn(RecordPlace storage) implements AuthConfig {}
}
