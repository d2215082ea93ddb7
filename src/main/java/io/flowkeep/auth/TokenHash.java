package io.flowkeep.auth;

import io.flowkeep.text.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a token's text. It stands for the token in caches and stores, so that neither a
 * heap dump nor a stolen database holds anything that can be sent as a token. Tokens are random
 * enough themselves, so no salt and no slow hash is needed, and since only hashes are compared, the
 * time of a comparison says nothing about a token. Immutable.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record TokenHash(String hex) {
    private static final int HEX_DIGITS = 64;

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if this is no SHA-256 in hexadecimal digits
     */
    public TokenHash {
        if (hex.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("not a token hash");
        }
        for (int i = 0; i < HEX_DIGITS; i++) {
            if (!isHexDigit(hex.charAt(i))) {
                throw new IllegalArgumentException("not a token hash");
            }
        }
    }

    public static TokenHash of(BearerToken token) {
        return of(token.secret());
    }

    /** The hash of any text. */
    static TokenHash of(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(Utf8.bytes(secret));
            return new TokenHash(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    @Override
    public String toString() {
        return "***";
    }
}
