package io.flowkeep.neighbours;

import io.flowkeep.ids.ProjectId;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** The addresses of the platform that a token may be sent to. Immutable. */
final class PlatformUrl {
    private final NeighbourUrl base;

    /**
     * Takes the platform's base URL.
     *
     * @throws IllegalArgumentException as {@link NeighbourUrl}
     */
    PlatformUrl(URI baseUrl) {
        this.base = new NeighbourUrl(baseUrl);
    }

    /** The address that checks a project. */
    URI check(ProjectId project) {
        return base.path("account", "check", "project", project.text());
    }

    /** Where a redirect leads; empty if a token must not follow it there. */
    static Optional<URI> redirect(URI asked, HttpHeaders headers) {
        Optional<String> location = headers.firstValue("location");
        if (location.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI next = asked.resolve(location.get());
            return isTrusted(asked, next) ? Optional.of(next) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isTrusted(URI asked, URI next) {
        if (next.getHost() == null || !next.getHost().equalsIgnoreCase(asked.getHost())) {
            return false;
        }
        boolean sameOrigin =
                NeighbourUrl.scheme(asked).equals(NeighbourUrl.scheme(next))
                        && port(asked) == port(next);
        boolean upgrade =
                NeighbourUrl.scheme(asked).equals("http")
                        && NeighbourUrl.scheme(next).equals("https")
                        && port(asked) == 80
                        && port(next) == 443;
        return sameOrigin || upgrade;
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return NeighbourUrl.scheme(url).equals("https") ? 443 : 80;
    }
}
