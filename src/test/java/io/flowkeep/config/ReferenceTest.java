package io.flowkeep.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run with -Dflowkeep.write=true to write the two files anew after a change of the keys. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ReferenceTest {
    private static final Path BASE = Path.of(System.getProperty("flowkeep.basedir", ""));

    @TempDir Path home;

    @Test
    void the_reference_file_says_what_the_code_does() throws IOException {
        compare(BASE.resolve("etc/flowkeep.yml"), Reference.file());
    }

    @Test
    void the_documentation_says_what_the_code_does() throws IOException {
        compare(BASE.resolve("docs/configuration.md"), Reference.page());
    }

    @Test
    void the_reference_file_names_every_key_with_its_default_and_no_other() {
        ConfigText.Reading reading = ConfigText.read("reference", uncommented());
        Set<String> expected =
                Keys.ALL.stream()
                        .flatMap(key ->
                                Reference.shown(key).map(text -> key.name() + "=" + text).stream())
                        .collect(Collectors.toCollection(HashSet::new));
        Set<String> written =
                reading.settings().stream()
                        .map(setting -> setting.name() + "=" + setting.text())
                        .collect(Collectors.toCollection(HashSet::new));
        assertEquals(expected, written);
        assertTrue(reading.mistakes().isEmpty(), reading.mistakes().toString());
        String text = Reference.file();
        Keys.ALL.forEach(key -> assertTrue(text.contains(key.leaf() + ":"), key.name()));
    }

    @Test
    void the_reference_file_uncommented_is_the_embedded_default() throws Exception {
        ServerConfig embedded = Configuration.load(new Environment(Map.of(), home)).server();
        Files.createDirectory(home.resolve("etc"));
        Files.writeString(home.resolve("etc/flowkeep.yml"), uncommented());
        assertEquals(embedded, Configuration.load(new Environment(Map.of(), home)).server());
    }

    @Test
    void the_reference_file_as_it_is_sets_nothing() {
        assertTrue(ConfigText.read("reference", Reference.file()).settings().isEmpty());
    }

    private static String uncommented() {
        return Arrays.stream(Reference.file().split("\n"))
                .map(line -> line.matches("#(?! \\S).*") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
    }

    private static void compare(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("flowkeep.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertEquals(
                expected,
                Files.readString(file),
                file
                        + " does not follow from the keys: write it anew with"
                        + " mvn test -Dtest=ReferenceTest -Dflowkeep.write=true");
    }
}
