package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.e2e.SealedPlace;
import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.storage.postgres.OwnPostgres;
import io.flowkeep.storage.s3.S3Server;
import io.flowkeep.testing.Launcher;
import io.flowkeep.testing.Node;
import io.flowkeep.testing.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server where the FlowFuse chart puts it: user 1000, a root that cannot be written to, no
 * temporary folder, no locale, and with files in a bucket no {@code var} either.
 */
@Tag("slow")
@Tag("neighbours")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class SealedPlaceTest {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(30);
    private static final String TOKEN = "std~p1";
    private static final String FILE = "/v1/files/t1/p1/%C3%BCbung/%E6%97%A5.txt";
    private static final byte[] CONTENT = "hello".getBytes(StandardCharsets.UTF_8);
    private static final String SQLITE =
            "context: {type: sequelize, quota: 1048576, options: {type: sqlite, storage: c.db}}\n";

    @TempDir private Path folder;
    private FakePlatform platform;
    private HttpClient client;
    private int port;
    private Wire wire;
    private SealedPlace place;

    @BeforeEach
    void start() throws Exception {
        place = SealedPlace.in(folder);
        platform = FakePlatform.start();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        port = Launcher.freePort();
        wire = new Wire(port);
    }

    @AfterEach
    void stop() {
        wire.close();
        client.close();
        platform.close();
    }

    @Test
    void files_in_a_folder_and_context_in_sqlite_need_var_only() throws Exception {
        configure("driver: {type: localfs, options: {root: var/root}}\n" + SQLITE);
        try (Node server = serve()) {
            filesWork();
            contextWorks();
            assertTrue(
                    server.variables()
                            .contains(
                                    "SQLITE_TMPDIR=/usr/src/flowforge-file-server/var"
                                            + "/.flowkeep/temporary"),
                    "SQLite sorts what is long in a file");
            stopsCleanly(server);
        }
        try (Node export = place.run("export", "context", "--to", "-")) {
            assertEquals(0, export.awaitEnd(START), export.said());
            assertTrue(export.said().contains("\"ü\""), export.said());
        }
        assertArrayEquals(
                CONTENT, Files.readAllBytes(place.home().resolve("var/root/t1/p1/übung/日.txt")));
        assertEquals(
                List.of(
                        ".flowkeep/temporary/.lock",
                        "c.db",
                        "control.lock",
                        "root/.flowkeep/lock",
                        "root/.flowkeep/usage.db",
                        "root/t1/p1/übung/日.txt"),
                place.inVar());
    }

    @Test
    void a_bucket_and_PostgreSQL_need_no_folder() throws Exception {
        try (OwnPostgres database = OwnPostgres.create()) {
            place.withoutVar();
            configure(bucket() + postgres(database));
            try (Node server = serve()) {
                filesWork();
                contextWorks();
                assertEquals(200, wire.get("", "/readyz").status());
                stopsCleanly(server);
                assertFalse(server.said().contains("WARN"), server.said());
            }
        }
    }

    @Test
    void a_bucket_alone_needs_no_folder_and_is_counted_at_each_start() throws Exception {
        place.withoutVar();
        configure(bucket());
        try (Node server = serve()) {
            filesWork();
            stopsCleanly(server);
            assertTrue(
                    server.said().contains("usage is counted anew after each start"),
                    server.said());
        }
        try (Node _ = serve()) {
            assertEquals(
                    CONTENT.length,
                    wire.get(TOKEN, "/v1/quota/t1/p1").json().path("used").intValue());
        }
    }

    @Test
    void files_in_memory_and_context_in_PostgreSQL_need_no_folder() throws Exception {
        try (OwnPostgres database = OwnPostgres.create()) {
            place.withoutVar();
            configure("driver: {type: memory}\n" + postgres(database));
            try (Node server = serve()) {
                filesWork();
                contextWorks();
                stopsCleanly(server);
            }
        }
    }

    @Test
    void nothing_is_left_over_by_starts_stops_and_kills() throws Exception {
        Path temporary = folder.resolve("tmp");
        place = place.withTemporary(temporary);
        configure("driver: {type: localfs, options: {root: var/root}}\n" + SQLITE);
        List<String> afterTheFirst = List.of();
        for (int round = 0; round < 6; round++) {
            try (Node server = serve()) {
                filesWork();
                if (round % 2 == 1) {
                    server.kill();
                } else {
                    stopsCleanly(server);
                }
            }
            if (round == 0) {
                afterTheFirst = place.inVar();
            }
        }
        try (Node server = serve()) {
            stopsCleanly(server);
        }
        assertEquals(afterTheFirst, place.inVar());
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void what_needs_a_folder_is_refused_in_one_line() throws Exception {
        place.withoutVar();
        configure("driver: {type: memory}\n" + SQLITE);
        assertEquals(
                "flowkeep: cannot keep context in /usr/src/flowforge-file-server/var/c.db:"
                        + " /usr/src/flowforge-file-server/var: Read-only file system\n",
                refusal());
        configure("driver: {type: localfs, options: {root: var/root}}\n");
        assertEquals(
                "flowkeep: could not open the files folder"
                        + " /usr/src/flowforge-file-server/var/root:"
                        + " java.nio.file.FileSystemException:"
                        + " /usr/src/flowforge-file-server/var: Read-only file system\n",
                refusal());
    }

    private String refusal() throws Exception {
        try (Node server = place.run("serve")) {
            assertEquals(1, server.awaitEnd(START), server.said());
            return server.said();
        }
    }

    private Node serve() throws Exception {
        return place.serve(client, URI.create("http://127.0.0.1:" + port + "/health"), START);
    }

    private static void stopsCleanly(Node server) throws Exception {
        server.terminate();
        assertEquals(0, server.awaitEnd(END), server.said());
    }

    private void filesWork() throws Exception {
        assertEquals(200, wire.put(TOKEN, FILE, CONTENT).status());
        assertArrayEquals(CONTENT, wire.get(TOKEN, FILE).body());
        String listed = wire.get(TOKEN, "/v1/files/t1/p1/%C3%BCbung/").text();
        assertTrue(listed.contains("日.txt"), listed);
    }

    private void contextWorks() throws Exception {
        String set = "[{\"key\":\"ü\",\"value\":1}]";
        assertEquals(200, wire.post(TOKEN, "/v1/context/p1/global", set).status());
        assertEquals(set, wire.get(TOKEN, "/v1/context/p1/global?key=%C3%BC").text());
    }

    /** As the chart's template writes it, but for the address of this test. */
    private void configure(String more) throws Exception {
        place.configure(
                """
                host: 127.0.0.1
                port: %s
                base_url: %s
                logging: {level: info, http: info}
                %s\
                """
                        .formatted(Integer.toString(port), platform.baseUrl(), more));
    }

    private String bucket() {
        S3Server s3 = S3Server.require();
        return """
        driver:
          type: s3
          options:
            bucket: %s
            endpoint: %s
            region: us-east-1
            forcePathStyle: true
            credentials: {accessKeyId: id, secretAccessKey: secret}
        """
                .formatted(s3.bucket(folder), s3.url());
    }

    private static String postgres(OwnPostgres database) {
        return "context: {type: sequelize, options: {type: postgres, " + database.keys() + "}}\n";
    }
}
