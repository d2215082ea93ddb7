package io.flowkeep.storage.postgres;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that stand for three letters in a row; several trigrams may share a number. A text that
 * contains another has all its numbers. Stateless.
 */
final class Trigrams {
    /** Longer texts are not indexed, since that would delay writers. */
    static final int MOST_INDEXED = 100_000;

    private static final int LETTERS = 3;
    private static final int PRIME = 1_000_003;

    /** More numbers would hardly reduce the candidates any further. */
    private static final int MOST_SEARCHED = 12;

    private Trigrams() {}

    /** Of a name and a description, ascending and each once; null if they are too long. */
    static int @Nullable [] of(String name, String description) {
        if (name.length() + description.length() > MOST_INDEXED) {
            return null;
        }
        return IntStream.concat(all(name), all(description)).sorted().distinct().toArray();
    }

    /** The numbers to look for; none if the text is too short for the index. */
    static int[] searched(String text) {
        int[] all = all(text).distinct().toArray();
        if (all.length <= MOST_SEARCHED) {
            return all;
        }
        int[] some = new int[MOST_SEARCHED]; // from all over the text
        Arrays.setAll(some, i -> all[i * (all.length - 1) / (MOST_SEARCHED - 1)]);
        return some;
    }

    private static IntStream all(String text) {
        int[] points = text.codePoints().toArray();
        return IntStream.rangeClosed(0, points.length - LETTERS)
                .map(i -> (points[i] * PRIME + points[i + 1]) * PRIME + points[i + 2]);
    }
}
