package io.flowkeep.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flowkeep.testing.House;
import io.flowkeep.testing.Wire;
import io.flowkeep.testing.Wire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts of files and conditions on them, for a file that is sent from memory (up to 32 KiB), one
 * just beyond, and one of many buffers.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ReadingTest {
    private static final String TOKEN = "std~p1";
    private static final String FILE = "/v1/files/t1/p1/folder/file.bin";
    private static final String MISSING = "/v1/files/t1/p1/missing";

    @TempDir private Path home;
    private House house;
    private Wire wire;

    @BeforeEach
    void start() {
        house = House.withFiles(home);
        wire = house.wire();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private byte[] write(int size) throws IOException, InterruptedException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        assertEquals(200, wire.put(TOKEN, FILE, content).status());
        return content;
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 40_000, 1_048_576})
    void one_range_is_sent_alone(int size) throws Exception {
        byte[] content = write(size);
        Answer middle = wire.get(TOKEN, FILE, "range", "bytes=10-509");
        assertEquals(206, middle.status());
        assertEquals("bytes 10-509/" + size, middle.header("content-range"));
        assertEquals("500", middle.header("content-length"));
        assertArrayEquals(Arrays.copyOfRange(content, 10, 510), middle.body());
        Answer end = wire.get(TOKEN, FILE, "range", "bytes=-300");
        assertEquals("bytes %d-%d/%d".formatted(size - 300, size - 1, size), rangeOf(end));
        assertArrayEquals(Arrays.copyOfRange(content, size - 300, size), end.body());
        Answer rest = wire.get(TOKEN, FILE, "range", "bytes=" + (size - 1) + "-");
        assertArrayEquals(Arrays.copyOfRange(content, size - 1, size), rest.body());
        Answer beyond = wire.get(TOKEN, FILE, "range", "bytes=" + size + "-");
        assertEquals(416, beyond.status());
        assertEquals("bytes */" + size, rangeOf(beyond));
    }

    private static String rangeOf(Answer answer) {
        return answer.header("content-range");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 40_000, 1_048_576})
    void several_ranges_are_sent_as_parts(int size) throws Exception {
        byte[] content = write(size);
        int far = size / 2;
        Answer answer = wire.get(TOKEN, FILE, "range", "bytes=0-99, %d-%d, -1".formatted(far, far));
        assertEquals(206, answer.status());
        String type = answer.header("content-type");
        String start = "multipart/byteranges; boundary=";
        assertTrue(type.startsWith(start), type);
        String boundary = type.substring(start.length());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        part(expected, boundary, content, 0, 99);
        part(expected, boundary, content, far, far);
        part(expected, boundary, content, size - 1, size - 1);
        expected.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(expected.toByteArray(), answer.body());
        assertEquals(Integer.toString(expected.size()), answer.header("content-length"));
    }

    private static void part(
            ByteArrayOutputStream out, String boundary, byte[] content, int first, int last) {
        String head =
                "--%s\r\ncontent-type: application/octet-stream\r\ncontent-range: bytes %d-%d/%d\r\n\r\n"
                        .formatted(boundary, first, last, content.length);
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.write(content, first, last - first + 1);
        out.writeBytes(new byte[] {'\r', '\n'});
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 40_000, 1_048_576})
    void what_the_client_has_already_is_not_sent(int size) throws Exception {
        write(size);
        Answer whole = wire.get(TOKEN, FILE);
        String tag = whole.header("etag");
        String modified = whole.header("last-modified");
        assertTrue(tag.matches("\"[^\"]+\""), tag);
        for (String[] condition :
                new String[][] {
                    {"if-none-match", tag},
                    {"if-none-match", "\"other\", W/" + tag},
                    {"if-none-match", "*"},
                    {"if-modified-since", modified}
                }) {
            Answer answer = wire.get(TOKEN, FILE, condition);
            assertEquals(304, answer.status(), String.join(": ", condition));
            assertEquals(0, answer.body().length);
            assertEquals(tag, answer.header("etag"));
        }
        assertEquals(200, wire.get(TOKEN, FILE, "if-none-match", "\"other\"").status());
        String longAgo = "Sun, 06 Nov 1994 08:49:37 GMT";
        assertEquals(200, wire.get(TOKEN, FILE, "if-modified-since", longAgo).status());
        assertEquals(412, wire.get(TOKEN, FILE, "if-match", "\"other\"").status());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 40_000, 1_048_576})
    void head_says_what_get_would_and_sends_nothing(int size) throws Exception {
        write(size);
        Answer whole = wire.get(TOKEN, FILE);
        Answer head = wire.send("HEAD", TOKEN, FILE, BodyPublishers.noBody());
        assertEquals(200, head.status());
        assertEquals(0, head.body().length);
        for (String name :
                new String[] {
                    "content-length", "content-type", "etag", "last-modified", "accept-ranges"
                }) {
            assertEquals(whole.header(name), head.header(name), name);
        }
        assertEquals(Integer.toString(size), head.header("content-length"));
        assertEquals(404, wire.send("HEAD", TOKEN, MISSING, BodyPublishers.noBody()).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 40_000})
    void a_change_that_would_overwrite_somebody_else_s_is_refused(int size) throws Exception {
        byte[] content = write(size);
        String tag = wire.get(TOKEN, FILE).header("etag");
        byte[] other = Arrays.copyOf(content, size - 1);
        assertEquals(412, wire.put(TOKEN, FILE, other, "if-match", "\"other\"").status());
        assertEquals(412, wire.put(TOKEN, FILE, other, "if-none-match", "*").status());
        assertEquals(412, wire.put(TOKEN, MISSING, other, "if-match", "*").status());
        assertEquals(
                412,
                wire.put(TOKEN, FILE, other, "ff_mode", "append", "if-match", "\"x\"").status());
        assertEquals(412, wire.delete(TOKEN, FILE, "if-match", "\"other\"").status());
        assertArrayEquals(content, wire.get(TOKEN, FILE).body());
        assertEquals(404, wire.get(TOKEN, MISSING).status());
        Answer written = wire.put(TOKEN, FILE, other, "if-match", tag);
        assertEquals(200, written.status());
        assertEquals(written.header("etag"), wire.get(TOKEN, FILE).header("etag"));
        assertNotEquals(tag, written.header("etag"));
        assertEquals(412, wire.put(TOKEN, FILE, content, "if-match", tag).status());
        assertEquals(200, wire.put(TOKEN, MISSING, other, "if-none-match", "*").status());
        assertEquals(200, wire.delete(TOKEN, FILE, "if-match", "*").status());
    }

    @Test
    void of_many_that_create_one_file_just_one_succeeds() throws Exception {
        for (int size : new int[] {100, 40_000}) {
            String file = FILE + size;
            long created =
                    Together.run(
                                    20,
                                    client -> {
                                        byte[] own = new byte[size];
                                        return wire.put(TOKEN, file, own, "if-none-match", "*")
                                                .status();
                                    })
                            .stream()
                            .filter(status -> status == 200)
                            .count();
            assertEquals(1, created);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 40_000, 1_048_576})
    void a_tag_is_the_same_after_a_restart(int size) throws Exception {
        byte[] content = write(size);
        Answer before = wire.get(TOKEN, FILE);
        house.stop();
        wire = house.start();
        Answer after = wire.get(TOKEN, FILE);
        assertEquals(before.header("etag"), after.header("etag"));
        assertEquals(before.header("last-modified"), after.header("last-modified"));
        assertArrayEquals(content, after.body());
        assertEquals(304, wire.get(TOKEN, FILE, "if-none-match", before.header("etag")).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 40_000, 1_048_576})
    void it_is_the_same_over_HTTP_2(int size) throws Exception {
        byte[] content = write(size);
        try (Wire second = new Wire(house.port(), HttpClient.Version.HTTP_2)) {
            Answer first = second.get(TOKEN, "/v1/quota/t1/p1");
            assertEquals(200, first.status()); // the connection is upgraded from here on
            Answer whole = second.get(TOKEN, FILE);
            assertEquals(HttpClient.Version.HTTP_2, whole.response().version());
            assertEquals(200, whole.status());
            assertArrayEquals(content, whole.body());
            if (size > 0) {
                Answer part = second.get(TOKEN, FILE, "range", "bytes=-10");
                assertEquals(206, part.status());
                assertArrayEquals(Arrays.copyOfRange(content, size - 10, size), part.body());
            }
            String tag = whole.header("etag");
            assertEquals(304, second.get(TOKEN, FILE, "if-none-match", tag).status());
        }
    }
}
