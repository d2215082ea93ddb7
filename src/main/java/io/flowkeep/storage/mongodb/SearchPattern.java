package io.flowkeep.storage.mongodb;

import java.util.Map;
import java.util.TreeMap;

/**
 * A text as a pattern that means just that text, in any case of its letters. Each letter is spelled
 * out with all its cases instead of asking the server to ignore case: how far that goes depends on
 * the server's build. Letters are the same if their upper cases have the same lower case, one by
 * one, so ß is not ss.
 */
final class SearchPattern {
    /** MongoDB refuses patterns of more than 32,764 bytes. */
    private static final int MAX_LENGTH = 32_000;

    /** Cannot be at the end and at the start, so nothing is found. */
    private static final String NOTHING = "$.^";

    private static final Map<Integer, String> CASES = cases();

    private SearchPattern() {}

    /** Texts of thousands of letters are found nowhere. */
    static String of(String text) {
        StringBuilder pattern = new StringBuilder();
        JsonBson.wellFormed(text).codePoints().forEach(point -> append(pattern, point));
        return pattern.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                        > MAX_LENGTH
                ? NOTHING
                : pattern.toString();
    }

    private static void append(StringBuilder pattern, int point) {
        String cases = CASES.get(folded(point));
        if (cases != null) {
            pattern.append('[').append(cases).append(']');
        } else if (point < ' ') {
            pattern.append(String.format("\\x%02x", point));
        } else if (point < 0x80 && !Character.isLetterOrDigit(point)) {
            pattern.append('\\').appendCodePoint(point);
        } else {
            pattern.appendCodePoint(point);
        }
    }

    private static int folded(int point) {
        return Character.toLowerCase(Character.toUpperCase(point));
    }

    private static Map<Integer, String> cases() {
        Map<Integer, StringBuilder> cases = new TreeMap<>();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            int folded = folded(point);
            if (folded != point) {
                cases.computeIfAbsent(folded, first -> new StringBuilder().appendCodePoint(first))
                        .appendCodePoint(point);
            }
        }
        Map<Integer, String> all = new TreeMap<>();
        cases.forEach((folded, letters) -> all.put(folded, letters.toString()));
        return Map.copyOf(all);
    }
}
