package io.flowkeep.flows;

import io.flowkeep.text.Utf8;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The id of a flow: 12 bytes, written as 24 hexadecimal digits. Immutable.
 *
 * @param hex in small letters
 */
public record FlowId(String hex) {
    private static final int DIGITS = 24;
    private static final int BYTES = 12;

    /** Refuses what is not 24 small hexadecimal digits. */
    public FlowId {
        if (!isCanonical(hex)) {
            throw new IllegalArgumentException("not 24 hexadecimal digits");
        }
    }

    /** A loop, since an id is made of each row that is read. */
    private static boolean isCanonical(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return hex.length() == DIGITS;
    }

    /**
     * Reads an id as clients write it: 24 digits in any case, or any 12 characters of ASCII, which
     * stand for themselves. The second form is one that clients have come to rely on, since MongoDB
     * takes it.
     */
    public static Optional<FlowId> parse(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        if (isCanonical(small)) {
            return Optional.of(new FlowId(small));
        }
        if (text.length() == BYTES && text.chars().allMatch(c -> c < 0x80)) {
            byte[] bytes = Utf8.bytes(text);
            return Optional.of(new FlowId(HexFormat.of().formatHex(bytes)));
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return hex;
    }
}
