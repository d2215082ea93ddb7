package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A packed tree, as an image gets it: made ready once, by somebody without a home or a locale. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PreparedTreeTest {
    /** What a start that went all the way remembers; one that was refused has less than half. */
    private static final long WHOLE_CACHE_BYTES = 30 << 20;

    @TempDir private Path folder;

    @Test
    void a_tree_is_prepared_and_runs_in_a_folder_with_a_blank_in_its_name() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("packed tree"));
        Path built = Launcher.projectFolder().resolve("target");
        copy(Launcher.projectFolder().resolve("flowkeep"), tree.resolve("flowkeep"));
        copy(built.resolve("flowkeep.jar"), tree.resolve("flowkeep.jar"));
        for (String part : List.of("lib", "native")) {
            Files.createSymbolicLink(tree.resolve(part), built.resolve(part));
        }
        assertEquals(0, run(tree, "prepare"), "prepare");
        assertFalse(Files.exists(tree.resolve("cache.log")), "the start that is remembered failed");
        assertTrue(Files.size(tree.resolve("flowkeep.aot")) > WHOLE_CACHE_BYTES);
        assertEquals(0, run(tree, "version"), "version");
        try (Stream<Path> all = Files.list(tree)) {
            assertEquals(5, all.count(), "nothing is left of the preparation");
        }
        for (String part : List.of("lib", "native")) {
            Files.delete(tree.resolve(part));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private int run(Path tree, String command) throws Exception {
        List<String> words =
                List.of(
                        "env",
                        "-i",
                        "PATH=/usr/bin:/bin",
                        "JAVA_HOME=" + System.getProperty("java.home", ""),
                        tree.resolve("flowkeep").toString(),
                        command);
        Path output = folder.resolve(command + ".log");
        try (Node child = Node.start(command, folder, output, Map.of(), words)) {
            return child.awaitEnd(Duration.ofMinutes(2));
        }
    }
}
