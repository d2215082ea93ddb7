package io.flowkeep.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the program can say: the texts in each source file, joined where they are joined with a plus
 * sign, and the lines of the shell scripts. Immutable.
 *
 * @param files one text for each file, its parts on lines of their own
 */
record SourceTexts(List<String> files) {
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"\\n(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\\\n])*)\"", Pattern.DOTALL);
    private static final Pattern JOINED = Pattern.compile("\\s*\\+\\s*");

    /** Those of this source tree. */
    static SourceTexts ofThisTree() {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Path.of("src", "main"))) {
            all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(java|sql)"))
                    .forEach(file -> files.add(literals(text(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.add(text(Path.of("flowkeep")));
        return new SourceTexts(List.copyOf(files));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String literals(String java) {
        StringBuilder texts = new StringBuilder();
        Matcher literal = LITERAL.matcher(java);
        int end = -1;
        while (literal.find()) {
            boolean joined =
                    end >= 0 && JOINED.matcher(java.substring(end, literal.start())).matches();
            texts.append(joined ? "" : "\n");
            texts.append(literal.group(1) == null ? literal.group(2) : literal.group(1));
            end = literal.end();
        }
        return texts.toString().replace("\\\"", "\"").replace("\\n", "\n");
    }

    /** Whether one file holds all these parts. */
    boolean say(List<String> parts) {
        return files.stream().anyMatch(file -> parts.stream().allMatch(file::contains));
    }
}
