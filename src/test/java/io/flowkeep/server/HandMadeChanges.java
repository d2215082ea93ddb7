package io.flowkeep.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.neighbours.FakePlatform;
import io.flowkeep.testing.Await;
import io.flowkeep.testing.TestServer;
import io.flowkeep.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients' tests, cron jobs and administrators delete, restore and overwrite files behind the
 * server's back, and go on as if it knew. The quota is 1000 bytes.
 */
abstract class HandMadeChanges {
    static final String TOKEN = "q1000~p1";
    private static final String TREE = "/v1/files/t1/p1/";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path home;
    private FakePlatform platform;
    private TestServer server;
    Wire wire;

    /** The driver's part of the configuration, at two blanks. */
    abstract String driver();

    /** Puts a file into team t1's project p1, not through the server. */
    abstract void put(String name, String content) throws IOException;

    /** Deletes a file of team t1's project p1, not through the server. */
    abstract void delete(String name) throws IOException;

    @BeforeEach
    final void start() {
        platform = FakePlatform.start();
        open();
    }

    private void open() {
        server =
                TestServer.start(
                        home, "base_url: %s%ndriver:%n%s".formatted(platform.baseUrl(), driver()));
        wire = new Wire(server.port());
    }

    @AfterEach
    final void stop() {
        close();
        platform.close();
    }

    private void close() {
        wire.close();
        server.close();
    }

    /** What the tests of the file nodes do, one after the other. */
    @Test
    void what_is_deleted_by_hand_between_tests_makes_room_for_the_next_one() throws Exception {
        for (int test = 0; test < 5; test++) {
            for (int file = 0; file < 3; file++) {
                assertEquals(200, write("test/" + file, 300).status());
            }
            assertEquals(413, write("test/more", 300).status());
            assertEquals(413, append("test/0", 300).status());
            for (int file = 0; file < 3; file++) {
                delete("test/" + file);
            }
            assertEquals(200, append("test/0", 999).status(), "test " + test);
            assertEquals(999, used());
            delete("test/0");
        }
    }

    @Test
    void a_project_cleared_by_hand_is_not_full_after_a_restart() throws Exception {
        assertEquals(200, write("a", 900).status());
        delete("a");
        close();
        open();
        assertEquals(200, write("b", 900).status());
        assertEquals(900, used());
    }

    @Test
    void what_changed_while_it_was_down_is_found_after_the_start() throws Exception {
        assertEquals(200, write("a", 500).status());
        assertEquals(200, write("grows", 10).status());
        close();
        delete("a");
        put("grows", "x".repeat(300));
        open();
        Await.within(SOON, () -> used() == 300);
        assertEquals(413, write("b", 700).status());
    }

    @Test
    void a_file_restored_by_hand_and_deleted_here_is_given_back_once() throws Exception {
        assertEquals(200, write("kept", 300).status());
        put("restored", "x".repeat(600));
        assertEquals(200, wire.delete(TOKEN, TREE + "restored").status());
        assertTrue(used() >= 0);
        assertEquals(413, write("b", 700).status());
        assertEquals(300, used());
        put("restored", "x".repeat(600));
        assertEquals(200, write("restored", 50).status());
        assertEquals(413, write("b", 650).status());
        assertEquals(350, used());
    }

    @Test
    void an_overwritten_file_is_told_as_it_is_at_once() throws Exception {
        for (int size : new int[] {600, 100_000}) {
            put("f", "a".repeat(size));
            String before = wire.get(TOKEN, TREE + "f").header("etag");
            Thread.sleep(1100); // a bucket tells whole seconds
            put("f", "b".repeat(size));
            Wire.Answer whole = wire.get(TOKEN, TREE + "f", "If-None-Match", before);
            assertEquals(200, whole.status());
            assertEquals("b".repeat(size), whole.text());
            String after = whole.header("etag");
            assertNotEquals(before, after);
            Wire.Answer stale =
                    wire.get(TOKEN, TREE + "f", "Range", "bytes=10-19", "If-Range", before);
            assertEquals(200, stale.status());
            Wire.Answer part =
                    wire.get(TOKEN, TREE + "f", "Range", "bytes=10-19", "If-Range", after);
            assertEquals(206, part.status());
            assertEquals("b".repeat(10), part.text());
            assertEquals(304, wire.get(TOKEN, TREE + "f", "If-None-Match", after).status());
            assertEquals(412, write("f", 5, "If-Match", before).status());
            put("f", "c");
            assertEquals("c", wire.get(TOKEN, TREE + "f").text());
            assertEquals(416, wire.get(TOKEN, TREE + "f", "Range", "bytes=10-19").status());
        }
    }

    final Wire.Answer write(String name, int bytes, String... headers) throws Exception {
        return wire.put(TOKEN, TREE + name, "x".repeat(bytes).getBytes(UTF_8), headers);
    }

    private Wire.Answer append(String name, int bytes) throws Exception {
        return write(name, bytes, "FF_MODE", "append");
    }

    final long used() throws Exception {
        return wire.get(TOKEN, "/v1/quota/t1/p1").json().path("used").longValue();
    }
}
