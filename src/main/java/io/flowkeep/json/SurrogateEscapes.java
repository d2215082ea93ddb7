package io.flowkeep.json;

/**
 * Writes escaped surrogates ({@code \}{@code ud83d}) as the characters they stand for. JavaScript
 * takes half of a pair anywhere in a text. Jackson takes an escaped half in a value but not in a
 * member's name, and a plain one in both. Stateless.
 */
final class SurrogateEscapes {
    private static final int LENGTH = 6;

    private SurrogateEscapes() {}

    /** The same JSON; the same object if there is nothing to write otherwise. */
    static String asCharacters(String json) {
        StringBuilder plain = new StringBuilder();
        int copied = 0;
        int at = json.indexOf('\\');
        while (at >= 0 && at + 1 < json.length()) {
            int next = at + 2; // what is behind a backslash belongs to it
            if (isSurrogate(json, at)) {
                next = at + LENGTH;
                plain.append(json, copied, at)
                        .append((char) Integer.parseInt(json, at + 2, next, 16));
                copied = next;
            }
            at = json.indexOf('\\', next);
        }
        return copied == 0 ? json : plain.append(json, copied, json.length()).toString();
    }

    private static boolean isSurrogate(String json, int at) {
        return at + LENGTH <= json.length()
                && json.charAt(at + 1) == 'u'
                && (json.charAt(at + 2) | ' ') == 'd'
                && "89abcdefABCDEF".indexOf(json.charAt(at + 3)) >= 0
                && Character.digit(json.charAt(at + 4), 16) >= 0
                && Character.digit(json.charAt(at + 5), 16) >= 0
                && json.charAt(at + 4) < 'g'
                && json.charAt(at + 5) < 'g';
    }
}
