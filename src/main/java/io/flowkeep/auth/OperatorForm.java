package io.flowkeep.auth;

/**
 * What an operator's token looks like: it begins with {@code fko_}. Whatever looks like one is
 * never sent to a neighbour, whether it is known or not: a revoked, truncated or mistyped one must
 * not leave the server either. Platforms and Identity Management issue none with this prefix.
 */
public final class OperatorForm {
    /**
     * Differs from the prefix of clients' tokens, for people and for scanners of leaked secrets.
     */
    static final String PREFIX = "fko_";

    private OperatorForm() {}

    /**
     * Tells whether this looks like an operator's token. Characters before the first letter or
     * digit (a quote, a tab) are ignored.
     */
    public static boolean fits(String text) {
        int start = 0;
        while (start < text.length() && !isWord(text.charAt(start))) {
            start++;
        }
        return text.startsWith(PREFIX, start);
    }

    /** As {@link #fits(String)}. */
    public static boolean fits(BearerToken token) {
        return fits(token.secret());
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
