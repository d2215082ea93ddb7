package io.flowkeep.flows;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How texts are compared in a search, the same for every store: what is searched and what is
 * searched for are both folded, and then one must contain the other, letter by letter.
 *
 * <p>Folding makes the cases of a letter one, in every language: {@code STRASSE}, {@code Straße}
 * and {@code strasse} are the same, so are {@code Σ}, {@code σ} and {@code ς}, and {@code I},
 * {@code i}, {@code İ} and {@code ı}. It also makes one of the two ways to write an accent. Accents
 * themselves stay: {@code Ä} is no {@code a}. A folded text may be a little longer or shorter than
 * the text. Stateless.
 */
public final class SearchText {
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private SearchText() {}

    /** The folded text. Folding it again changes nothing. */
    public static String fold(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        // No database can store half of a surrogate pair, so none is searched for either.
        String whole = LONE_SURROGATE.matcher(text).replaceAll("\ufffd");
        // Composed before, so that accents change case with their letter, and after, because
        // the capitals of some letters are several characters. Lower, upper, lower: so that a
        // capital sharp s first becomes a small one, whose capital is "SS".
        String cased =
                composed(whole)
                        .toLowerCase(Locale.ROOT)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)
                        .replace("i\u0307", "i") // what a dotted capital I becomes
                        .replace('\u03c2', '\u03c3'); // the sigma at the end of a word
        return composed(cased);
    }

    /**
     * Whether a flow's name or description contains a text.
     *
     * @param folded what to look for, already folded; an empty text is in every flow
     */
    public static boolean isIn(FlowDefinition definition, String folded) {
        return folded.isEmpty()
                || fold(definition.text("name")).contains(folded)
                || fold(definition.text("description")).contains(folded);
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
