package io.flowkeep.neighbours;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where Identity Management answers one kind of question. Immutable. */
public sealed interface IamEndpoint {

    /** At an address. */
    record At(URI url) implements IamEndpoint {
        /**
         * Checks the address.
         *
         * @throws IllegalArgumentException if it is not an http or https URL of a host, or has a
         *     fragment or a user
         */
        public At {
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean plain = url.getRawFragment() == null && url.getRawUserInfo() == null;
            if (!web || url.getHost() == null || !plain) {
                throw new IllegalArgumentException("not the http(s) URL of an introspection");
            }
        }
    }

    /** Nowhere: it is not configured. */
    record Absent() implements IamEndpoint {}

    /**
     * Reads a setting.
     *
     * @param text a URL; blank if there is none
     * @throws IllegalArgumentException as {@link At}
     */
    static IamEndpoint of(String text) {
        if (text.isBlank()) {
            return new Absent();
        }
        try {
            return new At(new URI(text.strip()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not the http(s) URL of an introspection", e);
        }
    }
}
