package io.flowkeep.flows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a flow: 12 bytes, written as 24 hexadecimal digits. Immutable.
 *
 * @param hex in small letters
 */
public record FlowId(String hex) {
    private static final Pattern CANONICAL = Pattern.compile("[0-9a-f]{24}");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{24}");
    private static final int BYTES = 12;

    /** Refuses what is not 24 small hexadecimal digits. */
    public FlowId {
        if (!CANONICAL.matcher(hex).matches()) {
            throw new IllegalArgumentException("not 24 hexadecimal digits");
        }
    }

    /**
     * Reads an id as clients write it: 24 digits in any case, or any 12 characters of ASCII, which
     * stand for themselves. The second form is one that clients have come to rely on, since MongoDB
     * takes it.
     */
    public static Optional<FlowId> parse(String text) {
        if (DIGITS.matcher(text).matches()) {
            return Optional.of(new FlowId(text.toLowerCase(Locale.ROOT)));
        }
        if (text.length() == BYTES && text.chars().allMatch(c -> c < 0x80)) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return Optional.of(new FlowId(HexFormat.of().formatHex(bytes)));
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return hex;
    }
}
