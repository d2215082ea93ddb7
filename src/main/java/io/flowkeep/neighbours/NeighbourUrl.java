package io.flowkeep.neighbours;

import io.flowkeep.text.Utf8;
import java.net.URI;
import java.util.Locale;

/** Addresses below a neighbour's base URL. Immutable. */
final class NeighbourUrl {
    private static final String UNRESERVED = "-._~";
    private static final String QUERY_SIGNS = UNRESERVED + "!$&'()*+,;=:@/?";

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
        String query = rawQuery.isEmpty() ? "" : "?" + mended(rawQuery);
        return URI.create(prefix + joined(segments) + query);
    }

    private static String joined(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/');
            for (byte octet : Utf8.bytes(segment)) {
                append(path, octet, UNRESERVED);
            }
        }
        return path.toString();
    }

    private static String mended(String rawQuery) {
        byte[] octets = Utf8.bytes(rawQuery);
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '%'
                    && i + 2 < octets.length
                    && isHexDigit(octets[i + 1])
                    && isHexDigit(octets[i + 2])) {
                query.append('%');
            } else {
                append(query, octets[i], QUERY_SIGNS);
            }
        }
        return query.toString();
    }

    private static void append(StringBuilder text, byte octet, String allowedSigns) {
        char c = (char) (octet & 0xff);
        boolean letterOrDigit =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letterOrDigit || allowedSigns.indexOf(c) >= 0) {
            text.append(c);
        } else {
            text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
        }
    }

    private static boolean isHexDigit(byte octet) {
        return Character.digit(octet, 16) >= 0;
    }
}
