package io.flowkeep.neighbours;

import io.flowkeep.auth.IntrospectionKind;
import java.time.Duration;

/**
 * How to ask Identity Management. Immutable; prints no secret.
 *
 * @param type how a token is looked up when its request does not say
 * @param basic where opaque tokens are looked up
 * @param oidc where tokens of OpenID Connect are looked up
 * @param serviceToken this service's own token; empty to send none, which Identity Management
 *     refuses
 * @param clientId this service's name at the OIDC introspection
 * @param clientSecret as {@code clientId}
 * @param deadline for one look-up, a second attempt included
 */
public record IamSettings(
        IntrospectionKind type,
        NeighbourAddress basic,
        NeighbourAddress oidc,
        String serviceToken,
        String clientId,
        String clientSecret,
        Duration deadline) {
    /** As long as a caller waits in the worst case; the clients give up after 3 s. */
    public static final Duration DEADLINE = Duration.ofMillis(2500);

    /**
     * Checks what can be checked.
     *
     * @throws IllegalArgumentException if the type says nothing, or the service's token cannot be
     *     sent in a header
     */
    public IamSettings {
        if (type == IntrospectionKind.UNSAID) {
            throw new IllegalArgumentException("say how tokens are looked up");
        }
        if (!serviceToken.isEmpty() && !BearerHeader.fits(serviceToken)) {
            throw new IllegalArgumentException("the service's token cannot be sent in a header");
        }
    }

    @Override
    public String toString() {
        return "IamSettings[type=" + type + ", basic=" + basic + ", oidc=" + oidc + "]";
    }
}
