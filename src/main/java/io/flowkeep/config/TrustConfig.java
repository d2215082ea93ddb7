package io.flowkeep.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom outgoing TLS connections trust besides the authorities of the JVM. Immutable.
 *
 * @param named PEM certificates that the configuration names; they must be there
 * @param fromNode those that NODE_EXTRA_CA_CERTS names; the replaced servers' runtime goes on
 *     without them if they cannot be read
 */
public record TrustConfig(Optional<Path> named, Optional<Path> fromNode) {

    /** The authorities of the JVM alone. */
    public static final TrustConfig NOBODY_ELSE =
            new TrustConfig(Optional.empty(), Optional.empty());

    /** What counts where there is no configuration. */
    public static TrustConfig of(Environment environment) {
        return new TrustConfig(Optional.empty(), environment.moreCertificates());
    }
}
