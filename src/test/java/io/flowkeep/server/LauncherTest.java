package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.http.RawClient;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as its operator meets it: no configuration, its own tokens, signals, a crash. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LauncherTest {
    private static final Pattern ADMIN_TOKEN =
            Pattern.compile("admin token, shown this once: (fk_\\S+)");
    private static final String FILE = "/v1/files/t1/p1/file.bin";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path folder;
    private HttpClient client;
    private Wire wire;
    private Path home;
    private int port;

    @BeforeEach
    void start() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        port = Launcher.freePort();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        wire = new Wire(port);
    }

    @AfterEach
    void stop() {
        wire.close();
        client.close();
    }

    private Node serve() throws IOException, InterruptedException {
        return Launcher.serve(client, folder, home, port, Map.of("PORT", Integer.toString(port)));
    }

    private List<String> adminTokens(Node server) throws IOException {
        return ADMIN_TOKEN
                .matcher(server.said())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void with_no_configuration_all_works_and_one_admin_token_is_shown_once() throws Exception {
        byte[] content = content(50_000);
        List<String> tokens;
        try (Node server = serve()) {
            tokens = adminTokens(server);
            assertEquals(1, tokens.size());
            assertEquals(200, wire.put(tokens.getFirst(), FILE, content).status());
            String set = "[{\"key\":\"a\",\"value\":1}]";
            assertEquals(200, wire.post(tokens.getFirst(), "/v1/context/p1/global", set).status());
            server.terminate();
            assertEquals(0, server.awaitEnd(SOON));
        }
        try (Node server = serve()) {
            assertEquals(tokens, adminTokens(server));
            assertArrayEquals(content, wire.get(tokens.getFirst(), FILE).body());
            assertEquals(
                    "[{\"key\":\"a\",\"value\":1}]",
                    wire.get(tokens.getFirst(), "/v1/context/p1/global?key=a").text());
        }
    }

    @Test
    void tokens_are_made_and_revoked_on_the_command_line_while_it_serves() throws Exception {
        try (Node _ = serve()) {
            String made = token("create", "--project", "p1", "--expires", "90d");
            String secret = only("(?m)^(fk_\\S+)$", made);
            assertEquals(200, wire.put(secret, FILE, content(10)).status());
            assertEquals(401, wire.get(secret, "/v1/files/t1/p2/x").status());
            String listed = token("list", "--json");
            assertTrue(listed.contains("\"p1\""), listed);
            assertFalse(listed.contains(secret), "a secret is shown once");
            String id = only("Created token (\\w+)", made);
            token("revoke", id);
            Await.within(Duration.ofSeconds(1), () -> wire.get(secret, FILE).status() == 401);
        }
    }

    private static String only(String pattern, String text) {
        List<String> found =
                Pattern.compile(pattern)
                        .matcher(text)
                        .results()
                        .map((MatchResult result) -> result.group(1))
                        .toList();
        assertEquals(1, found.size(), text);
        return found.getFirst();
    }

    private String token(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Launcher.projectFolder().resolve("flowkeep").toString());
        command.add("token");
        command.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile(folder, "token", ".log");
        Map<String, String> environment =
                Map.of(
                        "FLOWFORGE_HOME", home.toString(),
                        "JAVA_HOME", System.getProperty("java.home", ""));
        try (Node child = Node.start("token", folder, output, environment, command)) {
            assertEquals(0, child.awaitEnd(Duration.ofSeconds(30)), child.said());
            return child.said();
        }
    }

    @Test
    void what_is_under_way_at_SIGTERM_is_finished() throws Exception {
        byte[] content = content(200_000);
        try (Node server = serve();
                RawClient upload = new RawClient(port)) {
            String token = adminTokens(server).getFirst();
            upload.send(head(token, content.length)).send(Arrays.copyOf(content, 100_000));
            Await.within(SOON, () -> !names(temporary()).isEmpty());
            server.terminate();
            Await.within(SOON, () -> server.said().contains("stopping"));
            upload.send(Arrays.copyOfRange(content, 100_000, content.length));
            assertEquals(200, upload.read().status());
            assertEquals(0, server.awaitEnd(SOON));
        }
        assertArrayEquals(content, Files.readAllBytes(home.resolve("var/files/t1/p1/file.bin")));
    }

    @Test
    void killed_in_the_middle_of_an_upload_it_keeps_the_old_file_and_sweeps_the_rest()
            throws Exception {
        byte[] old = content(100_000);
        String token;
        try (Node server = serve();
                RawClient upload = new RawClient(port)) {
            token = adminTokens(server).getFirst();
            assertEquals(200, wire.put(token, FILE, old).status());
            upload.send(head(token, 1_000_000)).send(content(500_000));
            Await.within(SOON, () -> !names(temporary()).isEmpty());
            server.kill(); // before the client goes away
        }
        assertEquals(1, names(temporary()).size());
        try (Node _ = serve()) {
            assertEquals(List.of(), names(temporary()));
            assertArrayEquals(old, wire.get(token, FILE).body());
            assertEquals(
                    old.length, wire.get(token, "/v1/quota/t1/p1").json().path("used").longValue());
        }
    }

    private static String head(String token, int length) {
        return "POST "
                + FILE
                + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + token
                + "\r\ncontent-type: application/octet-stream\r\ncontent-length: "
                + length
                + "\r\n\r\n";
    }

    private Path temporary() {
        return home.resolve("var/files/.flowkeep/tmp");
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
