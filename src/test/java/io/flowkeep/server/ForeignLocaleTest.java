package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The language and the letters of where it is started make no difference. */
@Tag("slow")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ForeignLocaleTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String FILE = "/v1/files/t1/p1/%C3%BCbung/%E6%97%A5.txt";
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final Pattern ADMIN_TOKEN = Pattern.compile("fk_[A-Za-z0-9_-]+");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{24})\"");

    @TempDir private Path folder;
    private HttpClient client;
    private int port;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        port = Launcher.freePort();
        wire = new Wire(port);
        Files.createDirectory(folder.resolve("etc"));
        Files.writeString(
                folder.resolve("etc/flowkeep.yml"),
                "host: 127.0.0.1\nport: "
                        + port
                        + "\ntelemetry: {backend: {prometheus: {enabled: true}}}\n"
                        + "logging: {level: INFO, http: info}\n");
    }

    @AfterEach
    void stop() {
        wire.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LC_ALL=POSIX",
                "LANG=de_DE.ISO-8859-1",
                "LANG=xx_XX.UTF-8",
                "LANG=C.UTF-8 LC_TIME=xx_XX.UTF-8"
            })
    void names_keep_their_letters_in_every_locale(String locale) throws Exception {
        String token;
        try (Node server = serve(locale.split(" ", -1))) {
            token = adminToken(server);
            assertEquals(200, wire.put(token, FILE, CONTENT).status());
            assertArrayEquals(CONTENT, wire.get(token, FILE).body());
            String listed = wire.get(token, "/v1/files/t1/p1/%C3%BCbung/").text();
            assertTrue(listed.contains("日.txt"), listed);
            server.terminate();
            assertEquals(0, server.awaitEnd(START));
        }
        assertTrue(Files.exists(folder.resolve("var/files/t1/p1/übung/日.txt")));
        Path archive = folder.resolve("ä.tar");
        assertEquals(0, run(locale, "export", "files", "--to", "tar:" + archive));
        assertTrue(Files.size(archive) > CONTENT.length);
        try (Stream<Path> beside = Files.list(folder)) {
            assertTrue(beside.noneMatch(file -> file.toString().contains("?")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.language=ar -Duser.country=EG",
                "-Duser.language=tr -Duser.country=TR"
            })
    void what_programs_read_is_the_same_in_every_language(String options) throws Exception {
        try (Node server = serve("LC_ALL=C.UTF-8", "FLOWKEEP_JAVA_OPTS=" + options)) {
            String token = adminToken(server);
            assertEquals(200, wire.put(token, FILE, CONTENT).status());
            partsAreAsked(token);
            flowsAreKept(token);
            Wire.Answer listing = wire.get(token, "/v1/files/t1/p1/");
            Wire.Answer metrics = wire.get("", "/metrics");
            assertEquals(200, metrics.status());
            assertAscii(listing.text().replace("übung", ""));
            assertAscii(metrics.text());
            String table = "LC_ALL=C.UTF-8 FLOWKEEP_JAVA_OPTS=" + options.replace(' ', '\t');
            assertEquals(0, run(table, "token", "list"));
            server.terminate();
            assertEquals(0, server.awaitEnd(START));
            assertAscii(server.said().replace("übung", "").replace("日", ""));
            assertAscii(Files.readString(folder.resolve("run.log")));
        }
    }

    private void partsAreAsked(String token) throws Exception {
        Wire.Answer part = wire.get(token, FILE, "Range", "bytes=0-3");
        assertEquals(206, part.status());
        assertEquals("bytes 0-3/10", part.header("content-range"));
        Wire.Answer parts = wire.get(token, FILE, "Range", "bytes=0-1,4-5");
        assertEquals(206, parts.status());
        assertAscii(parts.text());
        part.response().headers().map().forEach((name, all) -> assertAscii(name + all));
        parts.response().headers().map().forEach((name, all) -> assertAscii(name + all));
        String modified = part.header("last-modified");
        if (!modified.isEmpty()) {
            assertEquals(304, wire.get(token, FILE, "If-Modified-Since", modified).status());
        }
    }

    private void flowsAreKept(String token) throws Exception {
        Wire.Answer created = wire.post(token, "/flows", FlowBodies.twoSteps("I"));
        assertEquals(201, created.status(), created.text());
        assertAscii(created.text());
        assertTrue(ID.matcher(created.text()).find(), created.text());
    }

    @Test
    void without_the_launcher_a_locale_that_has_no_letters_is_refused_in_one_line()
            throws Exception {
        Path java = Path.of(System.getProperty("java.home", ""), "bin/java");
        Path jar = Launcher.projectFolder().resolve("target/flowkeep.jar");
        List<String> plain = List.of("env", "-i", "FLOWFORGE_HOME=" + folder, "LC_ALL=POSIX");
        for (List<String> command :
                List.of(List.of("serve"), List.of("export", "files", "--to", "tar:x.tar"))) {
            List<String> all = new ArrayList<>(plain);
            all.addAll(List.of(java.toString(), "-jar", jar.toString()));
            all.addAll(command);
            Path output = Files.createTempFile(folder, "said", ".log");
            try (Node child = Node.start("Flowkeep", folder, output, Map.of(), all)) {
                assertEquals(1, child.awaitEnd(START), child.said());
                List<String> lines = child.said().lines().toList();
                assertEquals(1, lines.size(), child.said());
                assertTrue(lines.getFirst().contains("LC_ALL=C.UTF-8"), child.said());
            }
        }
    }

    private static void assertAscii(String text) {
        assertFalse(
                text.chars().anyMatch(c -> c > 0x7e),
                () -> "letters or digits of a language in: " + text);
    }

    private String adminToken(Node server) throws Exception {
        return ADMIN_TOKEN
                .matcher(server.said())
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    private Node serve(String... variables) throws Exception {
        Node child = start(Files.createTempFile(folder, "said", ".log"), variables, "serve");
        try {
            child.awaitOk(client, URI.create("http://127.0.0.1:" + port + "/health"), START);
            return child;
        } catch (Exception | Error e) {
            child.close();
            throw e;
        }
    }

    /** The exit code of a command; what it printed is in run.log. */
    private int run(String variables, String... arguments) throws Exception {
        try (Node child = start(folder.resolve("run.log"), variables.split(" ", -1), arguments)) {
            return child.awaitEnd(START);
        }
    }

    /** With nothing in the environment but what is said here. */
    private Node start(Path output, String[] variables, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=/usr/bin:/bin"));
        command.add("JAVA_HOME=" + System.getProperty("java.home", ""));
        command.add("FLOWFORGE_HOME=" + folder);
        for (String variable : variables) {
            if (!variable.isEmpty()) {
                command.add(variable.replace('\t', ' '));
            }
        }
        command.add(Launcher.projectFolder().resolve("flowkeep").toString());
        command.addAll(List.of(arguments));
        return Node.start("Flowkeep", folder, output, Map.of(), command);
    }
}
