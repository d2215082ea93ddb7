package io.flowkeep.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowkeep.http.HttpShell;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser: Chromium, from FLOWKEEP_TEST_CHROMIUM or the path. Skipped where
 * there is none, but not with CI=true, which promises one.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("neighbours")
final class SwaggerUiTest {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path folder;

    private static Path chromium() {
        Map<String, String> environment = System.getenv();
        String named = environment.getOrDefault("FLOWKEEP_TEST_CHROMIUM", "");
        Optional<Path> found =
                named.isEmpty() ? onThePath(environment) : Optional.of(Path.of(named));
        boolean promised = environment.getOrDefault("CI", "").equals("true");
        assertTrue(found.isPresent() || !promised, "CI must have a Chromium for this test");
        assumeTrue(
                found.isPresent(), "no Chromium: install it, or name it in FLOWKEEP_TEST_CHROMIUM");
        return found.get();
    }

    private static Optional<Path> onThePath(Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(place -> !place.isEmpty())
                .flatMap(place -> NAMES.stream().map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a browser makes of a page, as HTML. */
    private String rendered(String url) throws IOException, InterruptedException {
        Path chromium = chromium();
        Path page = folder.resolve("page.html");
        Path log = folder.resolve("log.txt");
        Process browser =
                new ProcessBuilder(
                                chromium.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--enable-logging=stderr",
                                "--user-data-dir=" + folder.resolve("profile"),
                                "--virtual-time-budget=10000",
                                "--dump-dom",
                                url)
                        .redirectOutput(page.toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            assertTrue(browser.waitFor(60, TimeUnit.SECONDS), "the browser does not end");
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
        }
        String complaints = Files.readString(log, StandardCharsets.UTF_8);
        assertEquals(
                List.of(),
                complaints.lines().filter(line -> line.contains(":CONSOLE")).toList(),
                "the page complains");
        return Files.readString(page, StandardCharsets.UTF_8);
    }

    @Test
    void a_browser_shows_the_operations_of_both_faces() throws Exception {
        Path _ = chromium();
        HttpShell shell = DocumentedShell.start();
        try {
            String page = rendered("http://127.0.0.1:" + shell.port() + "/api-docs/");
            for (String operation :
                    List.of(
                            "/flows/{id}",
                            "/flows/multiple/start",
                            "/v1/files/{teamId}/{projectId}/{path}",
                            "/v1/context/{projectId}/{scope}/keys",
                            "/metrics")) {
                assertTrue(page.contains("data-path=\"" + operation + "\""), operation);
            }
            assertTrue(page.contains("Create a flow, or many"));
            assertFalse(page.contains("Failed to load"), "the document was not loaded");
            assertFalse(page.contains("Resolver error"), "a reference was not found");
        } finally {
            shell.stop();
        }
    }
}
