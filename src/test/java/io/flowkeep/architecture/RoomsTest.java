package io.flowkeep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every package is a room with a sign, and the tour of the house is true. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RoomsTest {
    private static final int LONGEST_TOUR = 250;
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?](\\s|$)");
    private static final Pattern CLASS_NAME =
            Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:[.#(][^`]*)?`");

    @Test
    void every_package_has_a_sign_of_two_to_six_sentences() {
        List<String> problems = new ArrayList<>();
        for (Path folder : foldersOfMain()) {
            Path sign = folder.resolve("package-info.java");
            if (!Files.exists(sign)) {
                problems.add(folder + ": write a package-info.java");
                continue;
            }
            String text = String.join("\n", ProductCode.lines(sign));
            if (!text.contains("@NullMarked")) {
                problems.add(sign + ": annotate the package with @NullMarked");
            }
            long sentences = sentences(text);
            if (sentences < 1 || sentences > 6) {
                problems.add(
                        sign
                                + ": say in 2 to 6 sentences what the room is for, what it must"
                                + " not know and its one trap; now it has "
                                + sentences);
            }
        }
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "promises.md", "limits.md"})
    void every_class_that_a_page_names_exists(String page) {
        Set<String> known = new TreeSet<>();
        for (String tree : List.of("src/main/java", "src/test/java")) {
            ProductCode.sources(tree).forEach(file -> known.add(simpleName(file)));
        }
        ProductCode.MAIN.forEach(each -> known.add(each.getSimpleName()));
        Set<String> unknown = new TreeSet<>();
        for (String line : ProductCode.lines(ProductCode.BASE.resolve("docs").resolve(page))) {
            Matcher names = CLASS_NAME.matcher(line);
            while (names.find()) {
                unknown.add(names.group(1));
            }
        }
        unknown.removeAll(known);
        assertEquals(
                List.of(), List.copyOf(unknown), "docs/" + page + " names what does not exist");
    }

    @Test
    void the_tour_of_the_house_stays_short() {
        int lines = ProductCode.lines(ProductCode.BASE.resolve("docs/ARCHITECTURE.md")).size();
        assertTrue(lines <= LONGEST_TOUR, "docs/ARCHITECTURE.md has " + lines + " lines");
    }

    private static Set<Path> foldersOfMain() {
        TreeSet<Path> folders = new TreeSet<>();
        ProductCode.sources("src/main/java").forEach(file -> folders.add(file.getParent()));
        return folders;
    }

    private static long sentences(String sign) {
        int end = sign.indexOf("*/");
        String prose = end < 0 ? "" : sign.substring(0, end).replaceAll("\\s*\\*\\s?", " ");
        return SENTENCE_END.matcher(prose.strip()).results().count();
    }

    private static String simpleName(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ".java".length());
    }
}
