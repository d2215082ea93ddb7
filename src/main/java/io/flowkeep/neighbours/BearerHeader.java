package io.flowkeep.neighbours;

/** The header that takes a token to a neighbour. Stateless. */
final class BearerHeader {
    static final String NAME = "authorization";

    private BearerHeader() {}

    /** Whether the token arrives as it is; another would be changed on the way, or refused. */
    static boolean fits(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    static String value(String token) {
        return "Bearer " + token;
    }
}
