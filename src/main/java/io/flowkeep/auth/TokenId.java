package io.flowkeep.auth;

/**
 * The public name of a built-in token, for lists and for revoking. It opens nothing. Immutable.
 *
 * @param text 1 to 32 lower-case letters and digits
 */
public record TokenId(String text) {
    private static final int MAX_LENGTH = 32;

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if this is no token id
     */
    public TokenId {
        boolean sane = text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        if (text.isEmpty() || text.length() > MAX_LENGTH || !sane) {
            throw new IllegalArgumentException("not a token id");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
