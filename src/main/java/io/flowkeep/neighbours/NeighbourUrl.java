package io.flowkeep.neighbours;

import io.flowkeep.text.Percent;
import java.net.URI;
import java.util.Locale;

/** Addresses below a neighbour's base URL. Immutable. */
final class NeighbourUrl {
    private static final String QUERY_SIGNS = Percent.UNRESERVED + "!$&'()*+,;=:@/?";

    private final String prefix;

    /**
     * Takes the base URL, any trailing slashes dropped.
     *
     * @throws IllegalArgumentException if it is not an http or https URL of a host, or has a query,
     *     a fragment or a user
     */
    NeighbourUrl(URI base) {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        boolean plain =
                base.getRawQuery() == null
                        && base.getRawFragment() == null
                        && base.getRawUserInfo() == null;
        if (!web || base.getHost() == null || !plain) {
            throw new IllegalArgumentException("not the http(s) URL of a neighbour");
        }
        this.prefix = base.toString().replaceAll("/+$", "");
    }

    /** The address of a path; each segment is one segment there, whatever it holds. */
    URI path(String... segments) {
        return URI.create(prefix + joined(segments));
    }

    /** The same with a query, as a client sent it; what cannot stand in a URL is escaped. */
    URI pathAndQuery(String rawQuery, String... segments) {
        String query = rawQuery.isEmpty() ? "" : "?" + Percent.mend(rawQuery, QUERY_SIGNS);
        return URI.create(prefix + joined(segments) + query);
    }

    private static String joined(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(Percent.encode(segment, Percent.UNRESERVED));
        }
        return path.toString();
    }
}
