package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.Wire;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
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
    private static final Pattern TOKEN = Pattern.compile("(?m)^(?:.*: )?(fko?_\\S+)$");

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

    private Node start(String... arguments) throws IOException {
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
        return Node.start(arguments[0], home, output, environment, command);
    }

    /** As the test's own, from wherever the process is started. */
    private static String classPath() {
        return Arrays.stream(
                        System.getProperty("java.class.path", "")
                                .split(Pattern.quote(File.pathSeparator), -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Node serve() throws IOException, InterruptedException {
        Node server = start("serve");
        server.awaitOk(client, URI.create("http://127.0.0.1:" + port + "/livez"), START);
        return server;
    }

    /** What a command of the command line said and how it ended. */
    private record Ended(int code, String said) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        try (Node child = start(arguments)) {
            return new Ended(child.awaitEnd(SOON), child.said());
        }
    }

    private static String token(String said) {
        Matcher found = TOKEN.matcher(said);
        assertTrue(found.find(), said);
        return found.group(1);
    }

    private Path socket() {
        return home.resolve("var/control.sock");
    }

    @Test
    void files_are_counted_anew_while_the_server_runs_and_is_written_to() throws Exception {
        try (Node server = serve();
                Wire wire = new Wire(port)) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
            String admin = token(server.said());
            assertEquals(200, wire.put(admin, "/v1/files/t1/p1/gone", new byte[5000]).status());
            assertEquals(200, wire.put(admin, "/v1/files/t1/p2/kept", new byte[7]).status());
            Files.delete(home.resolve("var/files/t1/p1/gone"));
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger written = new AtomicInteger();
            Thread writer = Thread.ofVirtual().start(() -> write(wire, admin, over, written));
            Ended all = run("usage", "recount");
            over.set(true);
            writer.join();
            assertEquals(0, all.code(), all.said());
            assertTrue(all.said().contains("2 projects counted, 1 of them differed"), all.said());
            assertTrue(all.said().contains("PROJECT"), all.said());
            assertTrue(
                    server.said().contains("operator: usage.recount of all projects"),
                    server.said());
            assertTrue(written.get() > 0);
            assertEquals(
                    written.get() * 10L,
                    wire.get(admin, "/v1/quota/t1/p1").json().path("used").longValue());
            assertEquals(7, wire.get(admin, "/v1/quota/t1/p2").json().path("used").longValue());
            Ended one = run("usage", "recount", "--project", "p2", "--json");
            assertTrue(
                    one.said().contains("{\"project\":\"p2\",\"changed\":false,\"before\":7"),
                    one.said());
            String operator = token(run("token", "create", "--operator").said());
            Wire.Answer answer = wire.post(operator, "/v1/operator/usage/recount?project=p2", "");
            assertEquals(200, answer.status());
            assertEquals(401, wire.get(operator, "/v1/files/t1/p2/kept").status());
            server.terminate();
            assertEquals(0, server.awaitEnd(SOON));
        }
        assertFalse(Files.exists(socket()));
    }

    private static void write(Wire wire, String token, AtomicBoolean over, AtomicInteger written) {
        try {
            while (!over.get()) {
                int number = written.incrementAndGet();
                assertEquals(
                        200, wire.put(token, "/v1/files/t1/p1/" + number, new byte[10]).status());
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_killed_server_leaves_a_socket_that_the_next_one_replaces() throws Exception {
        environment.put("FF_FS_TEST_CONFIG", IN_MEMORY);
        try (Node server = serve()) {
            server.kill();
        }
        assertTrue(Files.exists(socket()));
        Ended none = run("usage", "recount");
        assertEquals(1, none.code());
        assertTrue(none.said().contains("flowkeep: no server runs here: " + socket()), none.said());
        try (Node first = serve()) {
            assertEquals(0, run("usage", "recount").code());
            port = Launcher.freePort();
            environment.put("PORT", Integer.toString(port));
            try (Node second = serve()) {
                assertTrue(
                        second.said().contains("another server has " + home.resolve("var")),
                        second.said());
                assertFalse(first.said().contains("no control socket"), first.said());
            }
            assertEquals(0, run("usage", "recount").code());
        }
    }

    @Test
    void a_server_that_can_have_no_socket_says_so_in_one_line_and_serves() throws Exception {
        environment.put("FF_FS_TEST_CONFIG", IN_MEMORY);
        Files.createFile(home.resolve("var"));
        try (Node server = serve()) {
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
