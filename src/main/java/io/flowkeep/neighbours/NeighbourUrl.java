package io.flowkeep.neighbours;

import io.flowkeep.text.Percent;
import java.net.URI;
import java.util.Locale;

/** Addresses below a neighbour's base URL. Immutable. */
final class NeighbourUrl {
    /** What is said of an address that is none; it never holds the address, nor a password. */
    static final String NO_URL = "not the http(s) URL of a neighbour";

    private static final String QUERY_SIGNS = Percent.UNRESERVED + "!$&'()*+,;=:@/?";

    private final String prefix;

    /**
     * Takes the base URL, any trailing slashes dropped.
     *
     * @throws IllegalArgumentException if it is not an http or https URL of a host, or has a query,
     *     a fragment or a user
     */
    NeighbourUrl(URI base) {
        requireWeb(base);
        if (base.getRawQuery() != null) {
            throw new IllegalArgumentException(NO_URL);
        }
        this.prefix = base.toString().replaceAll("/+$", "");
    }

    /**
     * Checks that requests can be sent there.
     *
     * @throws IllegalArgumentException if it is not an http or https URL of a host, or has a
     *     fragment or a user
     */
    static void requireWeb(URI url) {
        boolean web = scheme(url).equals("http") || scheme(url).equals("https");
        boolean plain = url.getRawFragment() == null && url.getRawUserInfo() == null;
        if (!web || url.getHost() == null || !plain) {
            throw new IllegalArgumentException(NO_URL);
        }
    }

    /** In small letters; empty if there is none. */
    static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }

    /** The address of a path; each segment is one segment there, whatever it holds. */
    URI path(String... segments) {
        return pathAndQuery("", segments);
    }

    /** The same with a query, as a client sent it; what cannot stand in a URL is escaped. */
    URI pathAndQuery(String rawQuery, String... segments) {
        StringBuilder url = new StringBuilder(prefix);
        for (String segment : segments) {
            url.append('/').append(Percent.encode(segment, Percent.UNRESERVED));
        }
        if (!rawQuery.isEmpty()) {
            url.append('?').append(Percent.mend(rawQuery, QUERY_SIGNS));
        }
        return URI.create(url.toString());
    }
}
