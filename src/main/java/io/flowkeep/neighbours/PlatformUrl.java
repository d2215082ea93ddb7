package io.flowkeep.neighbours;

import io.flowkeep.ids.ProjectId;
import io.flowkeep.text.Percent;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;

/** The addresses of the platform that a token may be sent to. Immutable. */
final class PlatformUrl {
    private final String prefix;

    /**
     * Takes the platform's base URL, any trailing slashes dropped.
     *
     * @throws IllegalArgumentException if it is not an http or https URL of a host, or has a query,
     *     a fragment or a user
     */
    PlatformUrl(URI baseUrl) {
        boolean web = "http".equals(scheme(baseUrl)) || "https".equals(scheme(baseUrl));
        boolean plain =
                baseUrl.getRawQuery() == null
                        && baseUrl.getRawFragment() == null
                        && baseUrl.getRawUserInfo() == null;
        if (!web || baseUrl.getHost() == null || !plain) {
            throw new IllegalArgumentException("base_url is not the http(s) URL of a platform");
        }
        String base = baseUrl.toString();
        int end = base.length();
        while (base.charAt(end - 1) == '/') {
            end--;
        }
        this.prefix = base.substring(0, end) + "/account/check/project/";
    }

    /** The address that checks a project. The id is one segment, whatever it is. */
    URI check(ProjectId project) {
        return URI.create(prefix + Percent.encode(project.text(), Percent.UNRESERVED));
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
        boolean sameOrigin = scheme(asked).equals(scheme(next)) && port(asked) == port(next);
        boolean upgrade =
                scheme(asked).equals("http")
                        && scheme(next).equals("https")
                        && port(asked) == 80
                        && port(next) == 443;
        return sameOrigin || upgrade;
    }

    private static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return scheme(url).equals("https") ? 443 : 80;
    }
}
