package io.flowkeep.config;

import io.flowkeep.auth.CachedAuthority;
import java.net.URI;
import java.time.Duration;

/** Which authority decides about tokens. */
public sealed interface AuthConfig {

    /**
     * The platform is asked.
     *
     * @param baseUrl as configured; may or may not end with a slash
     * @param lifetimes how long its answers count
     * @param deadline for its answer, retries included
     */
    record Platform(URI baseUrl, CachedAuthority.Lifetimes lifetimes, Duration deadline)
            implements AuthConfig {}

    /**
     * Flowkeep's own tokens.
     *
     * @param storage their database
     */
    record BuiltIn(RecordPlace storage) implements AuthConfig {}
}
