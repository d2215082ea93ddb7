package io.flowkeep.auth;

import java.util.List;
import java.util.Optional;

/**
 * A bearer token as it came in. Immutable; its text never shows in {@link #toString()}.
 *
 * @param secret the token's text, not empty, without blanks
 */
public record BearerToken(String secret) {
    private static final String SCHEME = "Bearer";

    /**
     * Reads an Authorization header. It must be exactly {@code Bearer}, one space and a token:
     * another case, a tab, two spaces or a third part are refused, as by the server this replaces.
     *
     * @param headers the values of the Authorization header in the order received; the first counts
     */
    public static Optional<BearerToken> fromHeaders(List<String> headers) {
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = headers.getFirst().strip().split(" ", -1);
        boolean wellFormed = parts.length == 2 && parts[0].equals(SCHEME) && !parts[1].isEmpty();
        return wellFormed ? Optional.of(new BearerToken(parts[1])) : Optional.empty();
    }

    /**
     * Tells whether {@link #fromHeaders} finds a token. For the shell, which answers 401 before
     * anything else when it does not, and which must not see a token.
     */
    public static boolean isWellFormed(List<String> headers) {
        return fromHeaders(headers).isPresent();
    }

    @Override
    public String toString() {
        return "***";
    }
}
