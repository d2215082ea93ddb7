package io.flowkeep.storage.mongodb;

import io.flowkeep.flows.SearchText;
import io.flowkeep.text.Utf8;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A text as a pattern that finds what {@link SearchText} finds, as far as a pattern can. Each
 * letter is spelled out with everything that folds to it, instead of asking the server to ignore
 * case: how far that goes depends on the server.
 *
 * <p>What a pattern cannot do: tell a letter from the same letter with a separate accent after it
 * ({@code a} finds both), and look into the middle of a letter that folds to several ({@code aß} is
 * not found by {@code as}, but by {@code ass}).
 */
final class SearchPattern {
    /** MongoDB refuses patterns of more than 32,764 bytes. */
    private static final int MAX_BYTES = 32_000;

    /** The end before the start, so nothing is found. */
    private static final String NOTHING = "$.^";

    /** Beyond are signs that have no case. */
    private static final int LAST_CASED = 0x1ffff;

    /** By what they fold to, the letters that do, as the inside of a character class. */
    private static final Map<String, String> LETTERS = letters();

    private static final int LONGEST =
            LETTERS.keySet().stream().mapToInt(String::length).max().orElse(1);

    private SearchPattern() {}

    /** Texts of many thousand letters are found nowhere. */
    static String of(String text) {
        String folded = SearchText.fold(text);
        StringBuilder pattern = new StringBuilder();
        int at = 0;
        while (at < folded.length()) {
            int end = endOfLetter(folded, at);
            pattern.append(letter(folded.substring(at, end)));
            at = end;
        }
        int bytes = Utf8.bytes(pattern.toString()).length;
        return bytes > MAX_BYTES ? NOTHING : pattern.toString();
    }

    /** The longest piece that some letter folds to, or one character. */
    private static int endOfLetter(String folded, int at) {
        int next = folded.offsetByCodePoints(at, 1);
        for (int end = Math.min(folded.length(), at + LONGEST); end > next; end--) {
            if (LETTERS.containsKey(folded.substring(at, end))) {
                return end;
            }
        }
        return next;
    }

    private static String letter(String folded) {
        String letters = LETTERS.get(folded);
        String whole = letters == null ? literal(folded) : "[" + letters + "]";
        String apart = Normalizer.normalize(folded, Normalizer.Form.NFD);
        boolean isOne = folded.codePointCount(0, folded.length()) == 1;
        if (isOne && apart.equals(folded)) {
            return whole;
        }
        return "(?:" + whole + "|" + oneByOne(isOne ? apart : folded) + ")";
    }

    private static String oneByOne(String text) {
        return text.codePoints()
                .mapToObj(Character::toString)
                .map(point ->
                        LETTERS.containsKey(point)
                                ? "[" + LETTERS.get(point) + "]"
                                : literal(point))
                .collect(Collectors.joining());
    }

    private static String literal(String character) {
        int point = character.codePointAt(0);
        if (point < ' ') {
            return String.format(Locale.ROOT, "\\x%02x", point);
        }
        return point < 0x80 && !Character.isLetterOrDigit(point) ? "\\" + character : character;
    }

    private static Map<String, String> letters() {
        Map<String, String> letters = new LinkedHashMap<>();
        for (int point = 0; point <= LAST_CASED; point++) {
            if (Character.getType(point) == Character.SURROGATE) {
                continue;
            }
            String letter = Character.toString(point);
            String folded = SearchText.fold(letter);
            if (!folded.equals(letter)) {
                boolean isOne = folded.codePointCount(0, folded.length()) == 1;
                letters.merge(folded, isOne ? folded + letter : letter, (all, _) -> all + letter);
            }
        }
        return Map.copyOf(letters);
    }
}
