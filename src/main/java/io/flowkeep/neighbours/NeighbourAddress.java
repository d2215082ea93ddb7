package io.flowkeep.neighbours;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where a neighbour answers one kind of question, if it does. Immutable. */
public sealed interface NeighbourAddress {

    /** It is asked there. */
    record At(URI url) implements NeighbourAddress {
        /**
         * Checks the address.
         *
         * @throws IllegalArgumentException if it is not an http or https URL of a host, or has a
         *     fragment or a user
         */
        public At {
            NeighbourUrl.requireWeb(url);
        }
    }

    /** It is not asked. */
    record Off() implements NeighbourAddress {}

    /**
     * Where it is, if it is anywhere.
     *
     * @throws IllegalArgumentException as {@link At}
     */
    static NeighbourAddress of(Optional<URI> url) {
        return url.<NeighbourAddress>map(At::new).orElseGet(Off::new);
    }

    /**
     * The same of a neighbour that is asked at paths below its address.
     *
     * @throws IllegalArgumentException as {@link At}, or if it has a query
     */
    static NeighbourAddress base(Optional<URI> url) {
        url.ifPresent(NeighbourUrl::new);
        return of(url);
    }

    /**
     * Reads a setting; blank means off.
     *
     * @throws IllegalArgumentException as {@link At}
     */
    static NeighbourAddress of(String setting) {
        if (setting.isBlank()) {
            return new Off();
        }
        try {
            return new At(new URI(setting.strip()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(NeighbourUrl.NO_URL, e);
        }
    }
}
