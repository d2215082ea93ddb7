package io.flowkeep.auth;

/**
 * What an operator's token looks like: it begins with {@code fko_}. Whatever looks like one is
 * never sent to a neighbour, whether it is known or not: one that is revoked, cut off or mistyped
 * is nobody else's business either. Platforms and Identity Management hand out none that begin so.
 */
public final class OperatorForm {
    /** Another one than that of clients' tokens, for people and for scanners of leaked secrets. */
    static final String PREFIX = "fko_";

    private OperatorForm() {}

    /**
     * Tells whether this looks like an operator's token. What stands before the first letter or
     * digit (a quote, a tab) does not make it another one.
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
