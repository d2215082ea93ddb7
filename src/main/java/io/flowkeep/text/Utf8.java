package io.flowkeep.text;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as JavaScript's encoders write it: half of a surrogate pair, which has no UTF-8, becomes
 * the replacement character U+FFFD ({@code ef bf bd}). Stateless.
 */
public final class Utf8 {
    private static final int REPLACEMENT = 0xfffd;

    private Utf8() {}

    public static byte[] bytes(String text) {
        return wellFormed(text).getBytes(StandardCharsets.UTF_8);
    }

    /** How many bytes {@link #bytes} would give. */
    public static int length(String text) {
        return text.codePoints().map(Utf8::length).sum();
    }

    /** The text with each half of a pair replaced; the same object if there is none. */
    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> isHalf(point) ? REPLACEMENT : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static int length(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < Character.MIN_SUPPLEMENTARY_CODE_POINT ? 3 : 4;
    }
}
