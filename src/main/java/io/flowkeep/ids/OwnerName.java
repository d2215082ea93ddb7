package io.flowkeep.ids;

import io.flowkeep.text.Utf8;
import java.nio.charset.StandardCharsets;

/** The one rule for names that become a folder, a key part and a part of another service's URL. */
final class OwnerName {
    /**
     * 255 bytes: the longest file name of the usual file systems, and the width of the SQL columns.
     */
    static final int MAX_BYTES = 255;

    private OwnerName() {}

    /**
     * Tells whether a name is safe. Refused are the empty name, names that start with a dot (so
     * that no name is {@code .} or {@code ..} or meets the server's own hidden folder), {@code ..}
     * anywhere, the characters {@code / \ ? # %}, control characters, and what has no UTF-8 form.
     */
    static boolean isSafe(String text) {
        if (text.isEmpty() || text.charAt(0) == '.' || text.contains("..")) {
            return false;
        }
        boolean isAscii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isForbidden(c)) {
                return false;
            }
            isAscii &= c < 0x80;
        }
        if (isAscii) {
            return text.length() <= MAX_BYTES;
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                && Utf8.length(text) <= MAX_BYTES;
    }

    private static boolean isForbidden(char c) {
        return switch (c) {
            case '/', '\\', '?', '#', '%' -> true;
            default -> Character.isISOControl(c);
        };
    }
}
