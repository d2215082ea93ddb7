package io.flowkeep.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody who wrote an unknown name probably meant. */
final class NearestName {
    /** No key is half as long; a longer text is something else. */
    private static final int LONGEST = 80;

    private NearestName() {}

    /** A name as it may be shown on one line. */
    static String printed(String leaf) {
        String shown = leaf.length() > LONGEST ? leaf.substring(0, LONGEST) + "..." : leaf;
        return shown.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\ud800-\\udfff]", "?");
    }

    /** A message for an unknown name in a section (empty for the top), with the nearest known. */
    static String unknown(String section, String written) {
        String leaf = printed(written);
        String name = join(section, leaf);
        String meant =
                nearest(section, leaf)
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("; known here: " + String.join(", ", Keys.namesBelow(section)));
        return "unknown key " + name + meant;
    }

    private static Optional<String> nearest(String section, String leaf) {
        Stream<String> siblings = Keys.namesBelow(section).stream();
        return closest(siblings.toList(), leaf)
                .map(known -> join(section, known))
                .or(() -> elsewhere(leaf));
    }

    /**
     * A key of that name in another section: perhaps wrong indentation, or only the last part is
     * known.
     */
    private static Optional<String> elsewhere(String leaf) {
        List<String> leaves = Keys.ALL.stream().map(Key::leaf).distinct().toList();
        return closest(leaves, leaf)
                .flatMap(known ->
                        Keys.ALL.stream()
                                .filter(key -> key.leaf().equals(known))
                                .map(Key::name)
                                .findFirst());
    }

    private static Optional<String> closest(List<String> names, String written) {
        int most = Math.min(written.length() / 2, Math.max(2, written.length() / 3));
        return names.stream()
                .filter(name -> distance(name, written) <= most)
                .min(Comparator.comparingInt(name -> distance(name, written)));
    }

    private static String join(String section, String leaf) {
        return section.isEmpty() ? leaf : section + "." + leaf;
    }

    /** Edits from one to the other (Levenshtein); case, dashes and underscores are free. */
    static int distance(String left, String right) {
        String from = plain(left);
        String to = plain(right);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(diagonal + change, 1 + Math.min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }
        return row[to.length()];
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }
}
