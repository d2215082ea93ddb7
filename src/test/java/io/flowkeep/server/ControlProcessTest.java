package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.e2e.Child;
import io.flowkeep.e2e.Launcher;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's way in as he meets it: a server's process and the command line's beside it. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ControlProcessTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String IN_MEMORY =
            """
            {driver: {type: memory}, context: {type: db, options: {storage: ":memory:"}},
            tokens: {storage: ":memory:"}, host: 127.0.0.1}
            """;

    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> environment = new HashMap<>();
    private Path home;
    private int port;
    private int outputs;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        port = Launcher.freePort();
        environment.put("FLOWFORGE_HOME", home.toString());
        environment.put("PORT", Integer.toString(port));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Child start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        "io.flowkeep.Main"));
        command.addAll(Arrays.asList(arguments));
        Path output = folder.resolve("output" + outputs++);
        Files.createFile(output);
        return Child.start(arguments[0], home, output, environment, command);
    }

    /** As the test's own, from wherever the process is started. */
    private static String classPath() {
        return Arrays.stream(
                        System.getProperty("java.class.path", "")
                                .split(Pattern.quote(File.pathSeparator), -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Child serve() throws IOException, InterruptedException {
        Child server = start("serve");
        server.awaitOk(client, URI.create("http://127.0.0.1:" + port + "/livez"), START);
        return server;
    }

    /** What a command of the command line said and how it ended. */
    private record Ended(int code, String said) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        try (Child child = start(arguments)) {
            return new Ended(child.awaitEnd(SOON), child.said());
        }
    }

    private Path socket() {
        return home.resolve("var/control.sock");
    }

    @Test
    void a_killed_server_leaves_a_socket_that_the_next_one_replaces() throws Exception {
        environment.put("FF_FS_TEST_CONFIG", IN_MEMORY);
        try (Child server = serve()) {
            server.kill();
        }
        assertTrue(Files.exists(socket()));
        Ended none = run("usage", "recount");
        assertEquals(1, none.code());
        assertTrue(none.said().contains("flowkeep: no server runs here: " + socket()), none.said());
        try (Child first = serve()) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
            assertIsAnswered();
            port = Launcher.freePort();
            environment.put("PORT", Integer.toString(port));
            try (Child second = serve()) {
                assertTrue(
                        second.said().contains("another server has " + home.resolve("var")),
                        second.said());
                assertFalse(first.said().contains("no control socket"), first.said());
            }
            assertIsAnswered();
        }
    }

    private void assertIsAnswered() throws IOException, InterruptedException {
        Ended asked = run("usage", "recount");
        assertFalse(asked.said().contains("no server runs here"), asked.said());
    }

    @Test
    void a_server_that_can_have_no_socket_says_so_in_one_line_and_serves() throws Exception {
        environment.put("FF_FS_TEST_CONFIG", IN_MEMORY);
        Files.createFile(home.resolve("var"));
        try (Child server = serve()) {
            List<String> lines =
                    server.said().lines().filter(line -> line.contains("control")).toList();
            assertEquals(1, lines.size(), server.said());
            assertTrue(
                    lines.getFirst()
                            .contains(
                                    "no control socket, so no local commands such as 'usage"
                                            + " recount': there is no folder "
                                            + home.resolve("var")
                                            + ", and it cannot be made"),
                    lines.getFirst());
            assertEquals(1, run("usage", "recount").code());
        }
    }
}
